package dev.darm.node;

import dev.darm.journal.JournalSettings;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerSettings;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.TrustedBlock;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import dev.darm.world.FolderInUse;
import dev.darm.world.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The data folder of a node that does not run, for commands that work on it. The folder is held until this is closed, so
 * that the node cannot start meanwhile.
 */
public final class StoppedNode implements AutoCloseable {

    /** What a folder may hold and still count as empty. */
    private static final List<String> NOTHING = List.of("lock", "token");

    private final NodeConfig config;
    private final Genesis genesis;
    private final FolderLock lock;

    private StoppedNode(NodeConfig config, Genesis genesis, FolderLock lock) {
        this.config = config;
        this.genesis = genesis;
        this.lock = lock;
    }

    /**
     * Takes the folder of the node of {@code file}, which must be one that darm made.
     *
     * @throws StartFailure when the node runs, or there is no folder, or it is another node's
     */
    public static StoppedNode open(Path file) {
        NodeConfig asked = NodeConfig.load(file);
        if (!Files.isDirectory(asked.dataFolder()))
            throw new StartFailure(
                    ExitCode.NO_INPUT,
                    "there is no data folder %s (darm.data-folder) of node %s"
                            .formatted(asked.dataFolder(), asked.node().name()));
        return take(asked);
    }

    /**
     * Takes the folder of the node of {@code file}, which must be empty or absent, and makes it a data folder of that node.
     *
     * @throws StartFailure when it holds anything
     */
    public static StoppedNode empty(Path file) {
        return take(requireEmpty(file));
    }

    /** The node of {@code file}, whose data folder must be empty or absent; changes nothing. */
    public static NodeConfig requireEmpty(Path file) {
        NodeConfig asked = NodeConfig.load(file);
        List<String> found = content(asked.dataFolder());
        if (!found.isEmpty())
            throw new StartFailure(
                    ExitCode.DATA,
                    "the data folder %s (darm.data-folder) of node %s holds %s; expected an empty folder, or none"
                            .formatted(asked.dataFolder(), asked.node().name(), found));
        return asked;
    }

    /** The genesis that the node of {@code config} names. */
    public static Genesis genesis(NodeConfig config) {
        return NodeMaterial.genesis(config);
    }

    private static List<String> content(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !NOTHING.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartFailure(ExitCode.NO_PERMISSION, "cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Holds the folder, which is this node's or becomes it. */
    private static StoppedNode take(NodeConfig asked) {
        StoppedNode node = hold(asked);
        try {
            DataFolder.open(node.config);
            return node;
        } catch (StartFailure e) {
            node.close();
            throw e;
        }
    }

    private static StoppedNode hold(NodeConfig asked) {
        Genesis genesis = NodeMaterial.genesis(asked);
        NodeConfig config = GenesisRules.under(asked, genesis);
        try {
            return new StoppedNode(config, genesis, FolderLock.take(config.dataFolder()));
        } catch (FolderInUse e) {
            throw new StartFailure(
                    ExitCode.UNAVAILABLE,
                    "%s. Stop node %s first"
                            .formatted(e.getMessage(), config.node().name()),
                    e);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION, "cannot hold " + config.dataFolder() + ": " + e.getMessage(), e);
        }
    }

    public NodeConfig config() {
        return config;
    }

    public Genesis genesis() {
        return genesis;
    }

    /** What the deployment demands of payloads. */
    public PayloadRules rules() {
        return DeploymentRules.of(genesis);
    }

    /** The block that the chain must lead through, if the file names one. */
    public Optional<TrustedBlock> trusted() {
        return trusted(config);
    }

    /** The same of the node of {@code config}. */
    public static Optional<TrustedBlock> trusted(NodeConfig config) {
        return LedgerSettings.of(config.all().getConfig("darm")).trusted();
    }

    public Disk disk() {
        return new FileDisk(config.dataFolder());
    }

    /** How the node lays out its logs. */
    public SegmentLog.Options logs() {
        return JournalSettings.of(config.all().getConfig("darm")).log();
    }

    /** The HTTP addresses of the other nodes that the node's file lists. */
    public List<String> others() {
        return config.cluster().nodes().stream()
                .filter(node -> !node.name().equals(config.node().name()))
                .map(NodeAddress::httpAddress)
                .toList();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StartFailure(ExitCode.DATA, "cannot let go of " + config.dataFolder() + ": " + e.getMessage(), e);
        }
    }
}
