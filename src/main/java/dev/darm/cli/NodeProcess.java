package dev.darm.cli;

import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The process of one node on this machine: started detached, found again by its id and start time (an id alone may belong
 * to another program after a reboot).
 */
record NodeProcess(NodeConfig node, Path runFolder) {

    String name() {
        return node.node().name();
    }

    Path logFile() {
        return runFolder.resolve(name() + ".log");
    }

    private Path pidFile() {
        return runFolder.resolve(name() + ".pid");
    }

    /** The running process, if it is the one that was started here. */
    Optional<ProcessHandle> running() {
        if (!Files.isRegularFile(pidFile())) return Optional.empty();
        try {
            String[] parts = Files.readString(pidFile()).strip().split(" ", 2);
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> parts.length < 2 || started(process).equals(parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + pidFile() + ": " + e.getMessage(), e);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Starts the node; its output goes to {@link #logFile}. */
    ProcessHandle start() {
        try {
            Files.createDirectories(runFolder);
            Process process = new ProcessBuilder(command())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                    .start();
            Files.writeString(pidFile(), process.pid() + " " + started(process.toHandle()) + "\n");
            return process.toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    /** Asks the process to stop, and ends it when it has not within {@code patience}; false when it had to be ended. */
    boolean stop(ProcessHandle process, Duration patience) {
        process.destroy();
        boolean orderly = ended(process, patience);
        if (!orderly) {
            process.destroyForcibly();
            ended(process, Duration.ofSeconds(5));
        }
        forget();
        return orderly;
    }

    void forget() {
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + pidFile() + ": " + e.getMessage(), e);
        }
    }

    /** The last {@code count} lines of the log, oldest first. */
    List<String> lastLines(int count) {
        if (!Files.isRegularFile(logFile())) return List.of();
        try (Stream<String> lines = Files.lines(logFile(), StandardCharsets.UTF_8)) {
            List<String> kept = new ArrayList<>();
            lines.forEach(line -> {
                kept.add(line);
                if (kept.size() > count) kept.remove(0);
            });
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + logFile() + ": " + e.getMessage(), e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path options = Deployment.home().resolve("scripts").resolve("node.jvmopts");
        if (Files.isRegularFile(options)) command.add("@" + options);
        aotCache(jar()).ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        String more = System.getenv("DARM_NODE_OPTS");
        if (more != null && !more.isBlank()) command.addAll(List.of(more.strip().split("\\s+")));
        command.addAll(
                List.of("-jar", jar().toString(), "node", "--again", node.file().toString()));
        return command;
    }

    /** The classes of {@code jar} as the launcher recorded them, unless the jar was built anew since. */
    static Optional<Path> aotCache(Path jar) {
        Path cache = jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", "") + ".aot");
        try {
            return Files.isRegularFile(cache)
                            && Files.size(cache) > 0
                            && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0
                    ? Optional.of(cache)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The jar that this command runs from, so that a node is of the same build. */
    private static Path jar() {
        return Path.of(System.getProperty("darm.jar", System.getProperty("java.class.path")))
                .toAbsolutePath();
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse("");
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + process.pid(), e);
        }
    }
}
