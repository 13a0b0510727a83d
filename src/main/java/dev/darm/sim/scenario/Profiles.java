package dev.darm.sim.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The profiles in {@code hardware/}: devices, which are read here; disks and uplinks, whose names are checked here.
 *
 * @param home DARM's own folder
 */
record Profiles(Path home) {

    static final String NONE = "none";
    private static final double DAY_NANOS = 86_400e9;

    DeviceProfile device(String name, ConfigOrigin origin) {
        File file = file("devices", name);
        if (!file.isFile()) throw missing("device", "devices", name, origin);
        try {
            return read(
                    name,
                    ConfigFactory.parseFile(file, ConfigParseOptions.defaults().setAllowMissing(false))
                            .resolve());
        } catch (ConfigException e) {
            throw ScenarioError.of(e);
        }
    }

    /** {@code name}, which is that of a disk profile, or {@code none} for a disk that takes no time and never fails. */
    String disk(String name, ConfigOrigin origin) {
        if (name.equals(NONE) || file("disks", name).isFile()) return name;
        throw missing("disk", "disks", name, origin);
    }

    /** {@code name}, which is that of an uplink profile. */
    String uplink(String name, ConfigOrigin origin) {
        if (file("uplinks", name).isFile()) return name;
        throw missing("uplink", "uplinks", name, origin);
    }

    private File file(String folder, String name) {
        return home.resolve("hardware").resolve(folder).resolve(name + ".conf").toFile();
    }

    private ScenarioError missing(String what, String folder, String name, ConfigOrigin origin) {
        List<String> known = names(folder);
        return ScenarioError.at(
                origin,
                "no %s profile '%s' in hardware/%s%s; there are: %s"
                        .formatted(what, name, folder, Nearest.hint(name, known), String.join(", ", known)));
    }

    private List<String> names(String folder) {
        File[] files = home.resolve("hardware").resolve(folder).toFile().listFiles();
        List<String> names = new ArrayList<>();
        if (files != null)
            Arrays.stream(files)
                    .map(File::getName)
                    .filter(file -> file.endsWith(".conf"))
                    .sorted()
                    .forEach(file -> names.add(file.substring(0, file.length() - ".conf".length())));
        return names;
    }

    private DeviceProfile read(String name, Config config) {
        Section file = new Section(config.root());
        SortedMap<String, String> sources = new TreeMap<>();
        double cores = figure(file, "cores", 1, 1024, sources);
        double memory = figure(file, "memory-mib", 1, 1 << 24, sources) * 1024 * 1024;
        Section work =
                file.section("work-ns").orElseThrow(() -> ScenarioError.at(file.origin(), "missing section 'work-ns'"));
        SortedMap<DeviceProfile.Work, Double> costs = new TreeMap<>();
        for (DeviceProfile.Work kind : DeviceProfile.Work.values())
            costs.put(kind, figure(work, kind.word(), 0, DAY_NANOS, sources));
        work.done();
        Section watts =
                file.section("watts").orElseThrow(() -> ScenarioError.at(file.origin(), "missing section 'watts'"));
        double idle = figure(watts, "idle", 0, 100_000, sources);
        double peak = figure(watts, "peak", idle, 100_000, sources);
        watts.done();
        String disk = disk(file.text("disk"), file.required("disk").origin());
        EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
        List<String> words =
                Arrays.stream(Capability.values()).map(Capability::word).toList();
        for (String word : file.texts("capabilities")) {
            if (!words.contains(word)) throw file.bad("capabilities", "some of " + words);
            capabilities.add(Capability.values()[words.indexOf(word)]);
        }
        file.done();
        return new DeviceProfile(
                name,
                (int) cores,
                (long) memory,
                costs,
                idle,
                peak,
                disk,
                Collections.unmodifiableSet(capabilities),
                sources);
    }

    private static double figure(
            Section section, String key, double least, double most, SortedMap<String, String> sources) {
        Section figure = section.section(key)
                .orElseThrow(() -> ScenarioError.at(
                        section.origin(), "missing key '" + key + "', a section { value = …, source = … }"));
        double value = figure.number("value", least, most);
        sources.put(key, figure.text("source"));
        figure.done();
        return value;
    }
}
