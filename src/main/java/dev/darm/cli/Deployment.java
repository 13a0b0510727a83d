package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.node.NodeAddress;
import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder with one file a node (every {@code *.conf} but {@code deployment.conf}, which the others include).
 *
 * @param folder absolute
 * @param nodes in the order of their file names
 */
record Deployment(Path folder, List<NodeConfig> nodes) {

    /** The deployment that commands use when none is named. */
    static final String DEFAULT = "cluster-configs/local";

    static Deployment load(Path folder) {
        Path absolute = resolve(folder);
        if (!Files.isDirectory(absolute))
            throw new Darm.Failure(
                    ExitCode.NO_INPUT,
                    "no deployment folder " + absolute + "; expected a folder with one .conf file a node, such as "
                            + DEFAULT);
        List<NodeConfig> nodes = new ArrayList<>();
        for (Path file : files(absolute)) nodes.add(NodeConfig.load(file));
        if (nodes.isEmpty())
            throw new Darm.Failure(
                    ExitCode.NO_INPUT, absolute + " holds no node files; expected one .conf file a node");
        return new Deployment(absolute, List.copyOf(nodes));
    }

    /** A relative folder starts where the user is, or else in DARM's own folder. */
    static Path resolve(Path folder) {
        Path here = folder.toAbsolutePath().normalize();
        if (folder.isAbsolute() || Files.exists(here)) return here;
        Path home = home().resolve(folder);
        return Files.exists(home) ? home.normalize() : here;
    }

    /** DARM's own folder: where the launcher is. */
    static Path home() {
        return Path.of(System.getProperty("darm.home", "")).toAbsolutePath().normalize();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(".conf"))
                    .filter(file -> !file.getFileName().toString().equals("deployment.conf"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Where logs and process ids are: beside the first node's data folder. */
    Path runFolder() {
        Path data = nodes.get(0).dataFolder();
        return Objects.requireNonNullElse(data.getParent(), data).resolve("run");
    }

    List<NodeProcess> processes() {
        return nodes.stream().map(node -> new NodeProcess(node, runFolder())).toList();
    }

    /** Where the nodes of this folder answer HTTP. */
    List<String> addresses() {
        return nodes.stream()
                .map(node -> node.cluster().node(node.node().name()))
                .map(NodeAddress::httpAddress)
                .toList();
    }
}
