package dev.darm.node;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code darm.cluster}: the deployment that the node belongs to, the same on each of its nodes.
 *
 * @param name of the deployment, and of its actor systems
 * @param nodes all its nodes in the order of the list; this node alone when the list is empty
 * @param formAfter how long to look for an existing cluster before a majority forms a new one
 */
public record ClusterSettings(String name, List<NodeAddress> nodes, Duration formAfter) {

    private static final List<String> NODE_KEYS = List.of("name", "host", "port", "http-port");

    public ClusterSettings {
        nodes = List.copyOf(nodes);
    }

    /** Reads the keys below {@code darm}. */
    public static ClusterSettings of(Config darm) {
        Checked cluster = Checked.section(darm, "cluster");
        String self = Checked.section(darm, "node").name("name");
        List<NodeAddress> nodes = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Config entry : cluster.config().getConfigList("nodes"))
            nodes.add(address(new Checked(entry, "darm.cluster.nodes"), taken));
        if (nodes.isEmpty()) nodes.add(own(Checked.section(darm, "network"), self));
        else if (nodes.stream().noneMatch(node -> node.name().equals(self)))
            throw cluster.bad("nodes", "an entry for this node, darm.node.name = " + self);
        return new ClusterSettings(
                cluster.name("name"),
                nodes,
                cluster.duration("form-after", Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }

    /** The number of nodes without which no cluster is formed: more than half of those listed. */
    public int majority() {
        return nodes.size() / 2 + 1;
    }

    /** The entry of the node {@code name}, which {@link #of} made sure of. */
    public NodeAddress node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + name + " among " + nodes));
    }

    private static NodeAddress own(Checked network, String self) {
        return new NodeAddress(self, network.text("host"), network.port("port"), network.port("http-port"));
    }

    private static NodeAddress address(Checked entry, Set<String> taken) {
        for (String key : new TreeSet<>(entry.config().root().keySet())) {
            if (!NODE_KEYS.contains(key)) throw entry.bad(key, "only the keys " + String.join(", ", NODE_KEYS));
        }
        NodeAddress node =
                new NodeAddress(entry.name("name"), entry.text("host"), entry.port("port"), entry.port("http-port"));
        unique(entry, "name", node.name(), taken);
        unique(entry, "port", node.host() + ":" + node.port(), taken);
        unique(entry, "http-port", node.host() + ":" + node.httpPort(), taken);
        return node;
    }

    private static void unique(Checked entry, String path, String value, Set<String> taken) {
        if (!taken.add(value)) throw entry.bad(path, "a value that no other entry has (" + value + ")");
    }
}
