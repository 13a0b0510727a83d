package dev.darm.sim.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** DARM's own folder in a temporary place: the shipped hardware and node files, and scenarios of a test. */
final class Home {

    private static final List<String> DISKS = List.of("sd-card", "usb-ssd", "nvme");
    private static final List<String> UPLINKS =
            List.of("loopback", "lan-1g", "lan-100m", "wifi", "starlink-parked", "starlink-roaming", "lte");

    /** Four machines with all roles, so four validators; what most tests need. */
    static final String FOUR = "duration = 1 h\nnodes = [{ count = 4, device = pi-5 }]\n";

    private final Path folder;

    Home(Path folder) {
        this.folder = folder;
        try {
            copy(Path.of("hardware"));
            copy(Path.of("cluster-configs"));
            copy(Path.of("sim"));
            for (String disk : DISKS) name("disks", disk);
            for (String uplink : UPLINKS) name("uplinks", uplink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Profiles are read where they are used; a scenario wants only that they exist. */
    private void name(String kind, String profile) throws IOException {
        Path file = folder.resolve("hardware").resolve(kind).resolve(profile + ".conf");
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) Files.createFile(file);
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(file.toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    Path folder() {
        return folder;
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve("sim").resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Scenario read(String text) {
        return read(write("test.conf", text));
    }

    Scenario read(Path file) {
        return Scenario.read(file, folder, Set.of());
    }

    Scenario shipped(String name) {
        return read(folder.resolve("sim").resolve(name));
    }
}
