package dev.darm.node;

/**
 * Where a node is.
 *
 * @param name its {@code darm.node.name}
 * @param host a name or address that the other nodes reach it at
 * @param port for messages between nodes
 * @param httpPort for HTTP
 */
public record NodeAddress(String name, String host, int port, int httpPort) {

    /** Where its HTTP is, such as {@code http://127.0.0.1:8551}. */
    public String httpAddress() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + httpPort;
    }
}
