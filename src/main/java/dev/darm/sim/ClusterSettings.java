package dev.darm.sim;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a node that is no node of DARM: the user's {@code application.conf} as in production, with what a simulated
 * node has different laid over it. DARM's own {@code application.conf} does not count.
 */
final class ClusterSettings {

    private static final int PORT = 25520;

    private static final String DEFAULTS = """
            akka.actor.provider = cluster
            akka.loglevel = WARNING
            akka.stdout-loglevel = WARNING
            akka.loggers = ["akka.event.slf4j.Slf4jLogger"]
            akka.logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
            """;

    private static final String OVERLAY = """
            akka.persistence.journal.plugin = "darm.journal.segment"
            akka.persistence.snapshot-store.plugin = "darm.journal.snapshots"
            """;

    private final Config users;

    ClusterSettings(Config stated) {
        this.users = stated.withFallback(application())
                .withFallback(ConfigFactory.parseString(DEFAULTS))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /** The settings of {@code node} in the cluster {@code system} of {@code nodes}, each of which is a seed node. */
    Config of(String node, String system, List<String> nodes) {
        Map<String, Object> place = new TreeMap<>();
        place.put("akka.remote.artery.canonical.hostname", node);
        place.put("akka.remote.artery.canonical.port", PORT);
        place.put("akka.remote.artery.bind.hostname", node);
        place.put("akka.remote.artery.bind.port", PORT);
        if (users.getStringList("akka.cluster.seed-nodes").isEmpty())
            place.put(
                    "akka.cluster.seed-nodes",
                    nodes.stream()
                            .map(other -> "akka://" + system + "@" + other + ":" + PORT)
                            .toList());
        return ConfigFactory.parseMap(place)
                .withFallback(ConfigFactory.parseResources("sim-overlay.conf"))
                .withFallback(ConfigFactory.parseString(OVERLAY))
                .withFallback(dispatchers())
                .withFallback(users)
                .resolve();
    }

    private static Config application() {
        Config all = ConfigFactory.empty();
        String own = String.valueOf(ClusterSettings.class.getResource("/sim-overlay.conf"))
                .replace("sim-overlay.conf", "application.conf");
        try {
            ClassLoader loader = ClusterSettings.class.getClassLoader();
            for (URL found : Collections.list(loader.getResources("application.conf")))
                if (!found.toString().equals(own)) all = all.withFallback(ConfigFactory.parseURL(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Every dispatcher of the user's hands its work to the machine. */
    private Config dispatchers() {
        Config redirected = ConfigFactory.empty();
        List<String> paths = new ArrayList<>();
        find("", users.root(), paths);
        for (String path : paths) {
            ConfigValue executor = ConfigValueFactory.fromAnyRef("dev.darm.sim.engine.MachineExecutors");
            redirected = redirected
                    .withValue(path + ".executor", executor)
                    .withValue(path + ".type", ConfigValueFactory.fromAnyRef("Dispatcher"))
                    .withValue(path + ".throughput", ConfigValueFactory.fromAnyRef(1));
        }
        return redirected;
    }

    private static void find(String path, ConfigObject object, List<String> found) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
            String key = ConfigUtil.joinPath(entry.getKey());
            String below = path.isEmpty() ? key : path + "." + key;
            if (!(entry.getValue() instanceof ConfigObject child)) continue;
            ConfigValue executor = child.get("executor");
            boolean dispatcher = executor != null && executor.valueType() == ConfigValueType.STRING;
            if (dispatcher) found.add(below);
            find(below, child, found);
        }
    }
}
