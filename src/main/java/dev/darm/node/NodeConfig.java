package dev.darm.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.darm.agent.AgentSettings;
import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.encoding.EncodingSettings;
import dev.darm.gateway.GatewaySettings;
import dev.darm.journal.JournalSettings;
import dev.darm.knowledge.KnowledgeSettings;
import dev.darm.ledger.LedgerSettings;
import dev.darm.memory.MemorySettings;
import dev.darm.model.ModelSettings;
import dev.darm.recall.RecallSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that one node file says, checked.
 *
 * <p>Precedence: what follows from {@code darm.*} ({@link AkkaSettings}), then the node file with what it includes, then
 * {@code application.conf}, then {@code reference.conf}. Relative paths start at the folder of the node file.
 *
 * @param file the node file, absolute
 * @param all the whole resolved configuration, as the actor system gets it
 */
public record NodeConfig(
        Path file,
        NodeSettings node,
        NetworkSettings network,
        ClusterSettings cluster,
        GatewaySettings gateway,
        Path dataFolder,
        Path keysFolder,
        Path genesisFile,
        Config all) {

    /** The settings of the packages below, read here only so that a wrong one stops the start and not an actor. */
    private static final List<Consumer<Config>> OF_THE_PACKAGES = List.of(
            AgentSettings::of,
            NodeConfig::wireVersion,
            ConsolidationSettings::of,
            EncodingSettings::of,
            JournalSettings::of,
            KnowledgeSettings::of,
            LedgerSettings::of,
            MemorySettings::of,
            ModelSettings::of,
            RecallSettings::of);

    /**
     * Reads a node file and refuses what is unknown, of the wrong type, out of range or contradictory.
     *
     * @throws StartFailure with the file, the line and what was expected
     */
    public static NodeConfig load(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute))
            throw new StartFailure(
                    ExitCode.NO_INPUT,
                    "no node file " + absolute + "; expected a file such as cluster-configs/local/node-1.conf");
        try {
            return read(absolute);
        } catch (ConfigException e) {
            throw StartFailure.of(e);
        }
    }

    private static NodeConfig read(Path file) {
        return read(
                ConfigFactory.parseFile(
                        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)),
                file);
    }

    /**
     * The same for settings from elsewhere.
     *
     * @param user what a node file would say
     * @param file where relative paths start: at its folder
     * @throws StartFailure with the origin and what was expected
     */
    public static NodeConfig of(Config user, Path file) {
        try {
            return read(user, file.toAbsolutePath().normalize());
        } catch (ConfigException e) {
            throw StartFailure.of(e);
        }
    }

    private static NodeConfig read(Config user, Path file) {
        Config reference = ConfigFactory.defaultReference();
        Config below = ConfigFactory.parseResources("application.conf").withFallback(reference);
        Config merged = user.withFallback(below).resolve();
        KnownKeys.of(reference).check(user.resolveWith(merged));
        Config darm = merged.getConfig("darm");
        NodeSettings node = NodeSettings.of(darm);
        ClusterSettings cluster = ClusterSettings.of(darm);
        for (Consumer<Config> check : OF_THE_PACKAGES) check.accept(darm);
        requireNodes(darm.getConfig("branch"), cluster);
        NodeConfig config = new NodeConfig(
                file,
                node,
                NetworkSettings.of(darm, cluster.node(node.name())),
                cluster,
                GatewaySettings.of(darm),
                path(file, darm, "data-folder"),
                path(file, darm, "keys-folder"),
                path(file, darm, "genesis-file"),
                merged);
        return config.withAll(AkkaSettings.of(config).withFallback(merged).resolve());
    }

    /** Copies of branches are kept on nodes that there are. */
    private static void requireNodes(Config branch, ClusterSettings cluster) {
        List<String> names = cluster.nodes().stream().map(node -> node.name()).toList();
        for (String name : branch.getStringList("nodes"))
            if (!names.contains(name))
                throw new ConfigException.BadValue(
                        branch.getValue("nodes").origin(),
                        "darm.branch.nodes",
                        "expected names of darm.cluster.nodes " + names + ", found " + name);
    }

    private static Path path(Path file, Config darm, String key) {
        Path folder = file.getParent();
        String value = new Checked(darm, "darm").text(key);
        return (folder == null ? Path.of(value) : folder.resolve(value)).normalize();
    }

    /** The same file with other values behind it. */
    NodeConfig withAll(Config resolved) {
        return new NodeConfig(file, node, network, cluster, gateway, dataFolder, keysFolder, genesisFile, resolved);
    }

    /** The version of the wire that the node writes, 1 or 2. */
    int wireVersion() {
        return wireVersion(all.getConfig("darm"));
    }

    private static int wireVersion(Config darm) {
        return new Checked(darm.getConfig("codec"), "darm.codec").integer("wire-version", 1, 2);
    }

    /** The node's TLS key, PEM. */
    public Path keyFile() {
        return keysFolder.resolve(node.name() + ".key");
    }

    /** The node's TLS certificate, PEM. */
    public Path certificateFile() {
        return keysFolder.resolve(node.name() + ".crt");
    }

    /** The certificate of the authority that admits nodes, PEM. */
    public Path authorityFile() {
        return keysFolder.resolve("ca.crt");
    }

    /** The node's validator key. */
    public Path validatorFile() {
        return keysFolder.resolve(node.name() + ".validator");
    }

    /** The file with the token that changing requests need. */
    public Path tokenFile() {
        return dataFolder.resolve(gateway.tokenFile()).normalize();
    }
}
