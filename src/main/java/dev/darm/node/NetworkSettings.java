package dev.darm.node;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * {@code darm.network}: where the node listens and how it speaks to the others.
 *
 * @param self this node's own addresses
 * @param transport what carries messages between nodes
 * @param encrypted whether mutual TLS is on: the outcome of {@code tls}, the host and the transport
 */
public record NetworkSettings(NodeAddress self, Transport transport, boolean encrypted) {

    /** What carries messages between nodes. */
    public enum Transport {
        /** Artery over TCP, with mutual TLS unless all is on loopback. */
        TCP,
        /** Artery over Aeron: no encryption. */
        AERON_UDP
    }

    private enum Tls {
        AUTO,
        ON,
        OFF
    }

    /** Reads the keys below {@code darm}; {@code self} is what {@link ClusterSettings} found for this node. */
    public static NetworkSettings of(Config darm, NodeAddress self) {
        Checked network = Checked.section(darm, "network");
        Transport transport = network.choice("transport", Transport.class);
        Tls tls = network.choice("tls", Tls.class);
        boolean open = !isLoopback(self.host()) && !network.flag("trusted-network");
        if (transport == Transport.AERON_UDP) {
            if (tls == Tls.ON) throw network.bad("tls", "auto or off, for aeron-udp has no encryption");
            if (open)
                throw network.bad(
                        "transport",
                        "tcp, for %s is not loopback and aeron-udp has no encryption (darm.network.trusted-network = on"
                                        .formatted(self.host())
                                + " allows it where every machine on the network may control the cluster)");
            return new NetworkSettings(self, transport, false);
        }
        if (tls == Tls.OFF && open)
            throw network.bad(
                    "tls",
                    "auto or on, for %s is not loopback and without TLS anyone there could join"
                            .formatted(self.host()));
        return new NetworkSettings(self, transport, tls == Tls.ON || tls == Tls.AUTO && !isLoopback(self.host()));
    }

    /** Whether {@code host} names this machine only. A name that does not resolve is taken for a foreign one. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
