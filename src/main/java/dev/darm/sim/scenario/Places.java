package dev.darm.sim.scenario;

import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;

/**
 * Where paths in a scenario start: in the folder of its file, or else in DARM's own.
 *
 * @param beside folder of the scenario file
 * @param home DARM's own folder
 */
record Places(Path beside, Path home) {

    Path file(Section section, String key) {
        Path path = path(section.text(key));
        if (!path.toFile().isFile()) throw section.bad(key, "a file (looked in " + beside + " and " + home + ")");
        return path;
    }

    /** The files of a folder whose names match, sorted. */
    List<Path> files(Section section, String key, String pattern) {
        Path folder = path(section.text(key));
        File[] entries = folder.toFile().listFiles(File::isFile);
        if (entries == null) throw section.bad(key, "a folder (looked in " + beside + " and " + home + ")");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return Arrays.stream(entries)
                .map(file -> folder.resolve(file.getName()))
                .filter(file -> matcher.matches(file.getFileName()))
                .sorted()
                .toList();
    }

    private Path path(String text) {
        Path here = beside.resolve(text).normalize();
        return here.toFile().exists() ? here : home.resolve(text).normalize();
    }
}
