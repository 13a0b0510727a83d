package dev.darm.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The profiles of {@code hardware/} that come in the jar, as files. */
public final class Hardware {

    private static final String PLACE = "/dev/darm/home";
    private static @Nullable Path home;

    private Hardware() {}

    /** A folder with {@code hardware/} in it; out of a jar it is unpacked for as long as the JVM lives. */
    public static synchronized Path home() {
        Path known = home;
        if (known == null) home = known = found();
        return known;
    }

    private static Path found() {
        URL place = Hardware.class.getResource(PLACE + "/hardware");
        if (place == null) throw new IllegalStateException("no " + PLACE + "/hardware on the class path");
        try {
            URI uri = place.toURI();
            return uri.getScheme().equals("file") ? Path.of(uri).resolveSibling("") : unpacked(uri);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path unpacked(URI inJar) throws IOException {
        Path folder = Files.createTempDirectory("darm-hardware");
        folder.toFile().deleteOnExit();
        try (FileSystem jar = FileSystems.newFileSystem(inJar, Map.of());
                Stream<Path> found = Files.walk(jar.getPath(PLACE))) {
            for (Path file : found.sorted().toList()) {
                Path copy = folder.resolve(jar.getPath(PLACE).relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(copy);
                else Files.copy(file, copy);
                copy.toFile().deleteOnExit();
            }
        }
        return folder;
    }

    /** The file of a profile: {@code kind} is devices, disks or uplinks. */
    static Path profile(String kind, String name) {
        Path folder = home().resolve("hardware").resolve(kind);
        Path file = folder.resolve(name + ".conf");
        if (Files.isRegularFile(file)) return file;
        try (Stream<Path> found = Files.list(folder)) {
            List<String> known = found.map(
                            other -> other.getFileName().toString().replaceFirst("\\.conf$", ""))
                    .sorted()
                    .toList();
            throw new IllegalArgumentException(
                    "no profile '" + name + "' among " + kind + ": there are " + String.join(", ", known));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
