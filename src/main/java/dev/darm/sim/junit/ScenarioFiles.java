package dev.darm.sim.junit;

import dev.darm.sim.Hardware;
import dev.darm.sim.scenario.Scenario;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Finds the scenario that a test names. */
final class ScenarioFiles {

    private ScenarioFiles() {}

    /** A file, or else a resource beside {@code test} or from the root of the class path. */
    static Path find(String name, Class<?> test) throws IOException, URISyntaxException {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) return file.toAbsolutePath();
        URL resource = test.getResource(name);
        if (resource == null) resource = test.getResource("/" + name);
        if (resource == null)
            throw new FileNotFoundException("no scenario " + name + ": neither a file seen from "
                    + Path.of("").toAbsolutePath() + " nor a resource of " + test.getName());
        if (resource.getProtocol().equals("file")) return Path.of(resource.toURI());
        Path copy = Files.createTempFile("scenario", ".conf");
        copy.toFile().deleteOnExit();
        try (InputStream in = resource.openStream()) {
            Files.write(copy, in.readAllBytes());
        }
        return copy;
    }

    /** Reads it with the profiles of a {@code hardware} folder above it, or else with those of the jar. */
    static Scenario read(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent())
            if (Files.isDirectory(folder.resolve("hardware"))) return Scenario.read(file);
        return Scenario.read(file, Hardware.home(), Set.of());
    }
}
