package dev.darm.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.world.shell.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code akka.*} settings that follow from a node's {@code darm.*} settings: addresses, transport and keys, roles, and
 * the contact points of Cluster Bootstrap. They go over whatever else a file says, so that {@code darm.network} cannot be
 * bypassed by chance.
 */
final class AkkaSettings {

    private AkkaSettings() {}

    static Config of(NodeConfig node) {
        Map<String, Object> akka = new LinkedHashMap<>();
        remoting(node, akka);
        cluster(node, akka);
        bootstrap(node, akka);
        akka.put("akka.management.http.hostname", node.network().self().host());
        akka.put("akka.management.http.port", node.network().self().httpPort());
        // the gateway's own timeouts come first: they answer with what was late
        akka.put(
                "akka.http.server.request-timeout",
                node.gateway().longest().plusSeconds(10).toMillis() + " ms");
        if (node.wireVersion() == 2)
            akka.put("akka.actor.serialization-bindings.\"dev.darm.codec.WireMessage\"", "darm-wire-2");
        akka.put("darm.data-folder", node.dataFolder().toString());
        akka.put("darm.keys-folder", node.keysFolder().toString());
        akka.put("darm.genesis-file", node.genesisFile().toString());
        return ConfigFactory.parseMap(akka, "derived from darm.*");
    }

    private static void remoting(NodeConfig node, Map<String, Object> akka) {
        NodeAddress self = node.network().self();
        akka.put("akka.remote.artery.canonical.hostname", self.host());
        akka.put("akka.remote.artery.canonical.port", self.port());
        boolean encrypted = node.network().encrypted();
        akka.put(
                "akka.remote.artery.transport",
                switch (node.network().transport()) {
                    case TCP -> encrypted ? "tls-tcp" : "tcp";
                    case AERON_UDP -> "aeron-udp";
                });
        if (!encrypted) return;
        String keys = "akka.remote.artery.ssl.rotating-keys-engine.";
        akka.put(
                "akka.remote.artery.ssl.ssl-engine-provider",
                "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
        akka.put(keys + "key-file", node.keyFile().toString());
        akka.put(keys + "cert-file", node.certificateFile().toString());
        akka.put(keys + "ca-cert-file", node.authorityFile().toString());
        akka.put(keys + "protocol", "TLSv1.3");
        akka.put(keys + "enabled-algorithms", List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"));
    }

    private static void cluster(NodeConfig node, Map<String, Object> akka) {
        List<String> roles = new ArrayList<>();
        node.node().roles().forEach(role -> roles.add(Checked.word(role)));
        roles.add(Peers.NAME_ROLE + node.node().name());
        akka.put("akka.cluster.roles", roles);
    }

    private static void bootstrap(NodeConfig node, Map<String, Object> akka) {
        ClusterSettings cluster = node.cluster();
        String discovery = "akka.management.cluster.bootstrap.contact-point-discovery.";
        boolean alone = cluster.nodes().size() == 1;
        akka.put(discovery + "service-name", cluster.name());
        akka.put(discovery + "effective-name", cluster.name());
        akka.put(discovery + "required-contact-point-nr", cluster.majority());
        // nobody else can have formed the cluster of a node that is alone, so it need not wait
        akka.put(
                discovery + "stable-margin", alone ? "0 s" : cluster.formAfter().toMillis() + " ms");
        if (alone) akka.put("akka.management.cluster.bootstrap.contact-point.probe-interval", "200 ms");
        List<Map<String, Object>> endpoints = new ArrayList<>();
        for (NodeAddress address : cluster.nodes())
            endpoints.add(Map.of("host", address.host(), "port", address.httpPort()));
        akka.put("akka.discovery.config.services", Map.of(cluster.name(), Map.of("endpoints", endpoints)));
    }
}
