package dev.darm.node.keys;

import dev.darm.ledger.ValidatorSet;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A node to make keys for.
 *
 * @param name its {@code darm.node.name}, see {@link ValidatorSet#NAME}; not "ca", which names the authority's files
 * @param hosts the host names and IP addresses under which others reach it, for its certificate; may be empty
 */
public record NodeIdentity(String name, List<String> hosts) {

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    public NodeIdentity {
        if (!ValidatorSet.NAME.matcher(name).matches() || name.equals(KeyFolder.AUTHORITY))
            throw new IllegalArgumentException("a node name has 1 to 50 letters, digits, '.', '-' or '_', starts with a"
                    + " letter or digit and is not \"ca\": \"" + name + "\"");
        for (String host : hosts) {
            boolean valid = address(host).isPresent()
                    || host.length() <= 253 && HOST_NAME.matcher(host).matches();
            if (!valid)
                throw new IllegalArgumentException(
                        "host of node " + name + " must be a host name or an IP address: \"" + host + "\"");
        }
        hosts = List.copyOf(hosts);
    }

    /** The address that {@code host} writes; empty when it is a name. */
    static Optional<InetAddress> address(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
