package dev.darm.node;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be known to be wrong before an actor system starts, each with the key to change and the code to end with. */
final class Preflight {

    private final NodeConfig config;

    private Preflight(NodeConfig config) {
        this.config = config;
    }

    /** Refuses a node that lacks a key or whose ports are taken. */
    static void check(NodeConfig config) {
        Preflight preflight = new Preflight(config);
        if (config.network().encrypted()) {
            preflight.requireKey(config.authorityFile());
            preflight.requireKey(config.certificateFile());
            preflight.requireKey(config.keyFile());
        }
        preflight.requirePort(config.network().self().port(), "port", "darm.network.port");
        preflight.requirePort(config.network().self().httpPort(), "http-port", "darm.network.http-port");
    }

    private void requireKey(Path file) {
        if (!Files.isReadable(file))
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    "%s %s, which node %s needs for mutual TLS on %s; make the keys of the deployment with: ./darm keys %s"
                            .formatted(
                                    Files.exists(file) ? "cannot read" : "there is no",
                                    file,
                                    config.node().name(),
                                    config.network().self().host(),
                                    config.file().getParent()));
    }

    private void requirePort(int port, String entry, String key) {
        String host = config.network().self().host();
        boolean udp = entry.equals("port") && config.network().transport() == NetworkSettings.Transport.AERON_UDP;
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved())
            throw new StartFailure(
                    ExitCode.CONFIG,
                    "the host '%s' of node %s does not resolve"
                            .formatted(host, config.node().name()));
        try {
            if (udp) new DatagramSocket(address).close();
            else listen(address);
        } catch (BindException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("assign"))
                throw new StartFailure(
                        ExitCode.CONFIG,
                        "%s is not an address of this machine; expected one in darm.network.host or in the entry of %s in darm.cluster.nodes"
                                .formatted(host, config.node().name()),
                        e);
            throw new StartFailure(
                    ExitCode.UNAVAILABLE,
                    "port %d on %s is in use; stop what uses it, or change %s (or '%s' of %s in darm.cluster.nodes)"
                            .formatted(port, host, key, entry, config.node().name()),
                    e);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.UNAVAILABLE, "cannot listen on %s port %d: %s".formatted(host, port, e.getMessage()), e);
        }
    }

    /** With the address reusable, as Akka listens too, so that a connection in TIME_WAIT does not count as taken. */
    private static void listen(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        }
    }
}
