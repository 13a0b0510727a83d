package dev.darm.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules that a compiler does not know. */
class TidyTest {

    /** What mission code must not touch, and what to use instead. The edges (real world, command line, node start) may. */
    private static final Map<Pattern, String> BANNED = Map.of(
            Pattern.compile(
                    "\\bInstant\\.now\\(|\\bLocalDate(Time)?\\.now\\(|System\\.(nanoTime|currentTimeMillis)\\("),
            "World.now or World.nanoTime",
            Pattern.compile("Math\\.random|ThreadLocalRandom|new Random\\(|new SecureRandom\\(|UUID\\.randomUUID"),
            "World.random or World.secret",
            Pattern.compile(
                    "\\bnew Thread\\(|Thread\\.(sleep|start|ofVirtual|ofPlatform)|Executors\\.new|ForkJoinPool"),
            "an actor, or Effect.Schedule",
            Pattern.compile("(supply|run|then\\w+|handle|whenComplete)Async\\((?![^;]*(executor|Executor|dispatcher))"),
            "an executor that the world hands in",
            Pattern.compile("\\bFiles\\.|FileIO\\.|StreamConverters\\.|new FileOutputStream|new RandomAccessFile"),
            "World.disk");

    private static final Pattern EDGE = Pattern.compile(
            "dev/darm/(cli/|node/|world/(FleetWor(ld|kers)|FileDisk|FileLock|FolderLock|RealHttp|JdkHttp|HttpOver)\\w*\\.java"
                    + "|sim/(agent/|(Hardware|engine/Watchdog|trace/Trace(Reader|Writer)|report/HtmlReport|junit/ScenarioFiles"
                    + "|run/(Simulation|Working))\\.java))");

    @Test
    void missionCodeTakesTimeRandomnessThreadsAndFilesFromTheWorld() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources("src/main/java")) {
            if (EDGE.matcher(file.toString()).find()) continue;
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.strip().startsWith("*") || line.strip().startsWith("//")) continue;
                for (Map.Entry<Pattern, String> banned : BANNED.entrySet()) {
                    if (banned.getKey().matcher(line).find())
                        found.add(file + ":" + (i + 1) + " use " + banned.getValue() + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        Pattern words =
                Pattern.compile("\\b(TODO|FIXME|XXX)\\b|not (yet )?implemented|in a real (system|implementation)");
        assertThat(lines(words, "src/main", "scripts", "cluster-configs")).isEmpty();
    }

    @Test
    void noFileIsBeyondReading() throws IOException {
        List<String> long_ = new ArrayList<>();
        for (Path file : sources("src/main/java")) {
            int lines = Files.readAllLines(file).size();
            if (lines > 600) long_.add(file + " has " + lines + " lines");
        }
        assertThat(long_).isEmpty();
    }

    /** Values of two kinds with the same kind byte might have the same bytes, and so the same hash. */
    @Test
    void aKindByteStandsForOneKind() throws IOException {
        Pattern declared = Pattern.compile("\\bint \\w*KIND = (0x[0-9A-F]{2});");
        Map<String, List<String>> owners = new TreeMap<>();
        for (Path file : sources("src/main/java")) {
            Matcher found = declared.matcher(Files.readString(file));
            while (found.find())
                owners.computeIfAbsent(found.group(1), none -> new ArrayList<>())
                        .add(file.getFileName().toString());
        }
        assertThat(owners).containsKeys("0x10", "0x7D").hasSizeGreaterThan(60);
        owners.values().removeIf(files -> files.size() == 1);
        // ManifestTest: no bytes are both
        assertThat(owners).containsExactly(Map.entry("0x30", List.of("Manifest.java", "NominationItem.java")));
    }

    @Test
    void pathsOfOneMachineStayOut() throws IOException {
        assertThat(lines(
                        Pattern.compile("/work/|/home/\\w+/|/tmp/wt"),
                        "src",
                        "docs",
                        "scripts",
                        "cluster-configs",
                        "README.md"))
                .filteredOn(line -> !line.contains("TidyTest"))
                .isEmpty();
    }

    private static List<String> lines(Pattern pattern, String... roots) throws IOException {
        List<String> found = new ArrayList<>();
        for (String root : roots) {
            for (Path file : sources(root)) {
                List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
                for (int i = 0; i < lines.size(); i++) {
                    if (pattern.matcher(lines.get(i)).find())
                        found.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private static List<Path> sources(String root) throws IOException {
        Path path = Path.of(root);
        if (!Files.exists(path)) return List.of();
        try (Stream<Path> below = Files.walk(path)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(java|conf|md|sh|html|yaml|jvmopts|xml)$"))
                    .sorted()
                    .toList();
        }
    }
}
