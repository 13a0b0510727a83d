package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.world.Unlikely;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosPlanTest {

    @TempDir
    Path folder;

    private Scenario scenario(String chaos) throws IOException {
        Path file = folder.resolve("chaos.conf");
        Files.writeString(file, "duration = 1 h\nnodes = [{ count = 3, device = instant }]\n" + chaos);
        return Scenario.read(file, Path.of(""), Set.of());
    }

    private static List<Unlikely> on(Plan plan) {
        return plan.faults().stream()
                .filter(fault -> fault.fault() instanceof Fault.Chaos)
                .map(fault -> ((Fault.Chaos) fault.fault()).point())
                .toList();
    }

    @Test
    void aQuarterOfThePointsIsOnInASeedAndEachInSome() throws IOException {
        Scenario scenario = scenario("chaos = on");
        TreeMap<Unlikely, Integer> seeds = new TreeMap<>();
        for (long seed = 0; seed < 1000; seed++)
            for (Unlikely point : on(scenario.plan(seed))) seeds.merge(point, 1, Integer::sum);

        assertThat(seeds.keySet()).containsExactly(Unlikely.values());
        assertThat(seeds.values()).allSatisfy(count -> assertThat(count).isBetween(190, 310));
        assertThat(scenario.plan(7)).isEqualTo(scenario.plan(7));
    }

    @Test
    void withoutTheKeyNoPointIsOnAndTheRestOfThePlanIsTheSame() throws IOException {
        String faults = "generator { quiet = 5 m, faults { crash { per-hour = 20 } } }\n";
        Plan without = scenario(faults).plan(3);
        Plan with = scenario(faults + "chaos { enabled = 1, fires = 0.5, points = [study-put-off] }")
                .plan(3);

        assertThat(on(without)).isEmpty();
        assertThat(on(with)).containsExactly(Unlikely.STUDY_PUT_OFF);
        assertThat(with.faults().stream()
                        .filter(fault -> !(fault.fault() instanceof Fault.Chaos))
                        .toList())
                .isEqualTo(without.faults());
    }

    @Test
    void aPlanWithPointsReadsBackAsTheSamePlan() throws IOException {
        Scenario scenario = scenario("chaos = on");
        Plan plan = scenario.plan(5);
        Path file = folder.resolve("written.conf");
        Files.writeString(file, scenario.write(plan, "written"));

        assertThat(on(plan)).isNotEmpty();
        assertThat(Scenario.read(file, Path.of(""), Set.of()).plan(5).faults()).isEqualTo(plan.faults());
    }

    @Test
    void anUnknownPointIsRefused() {
        assertThatThrownBy(() -> scenario("chaos { points = [segment-rolls-earli] }"))
                .isInstanceOf(ScenarioError.class)
                .hasMessageContaining("segment-rolls-early");
    }

    @Test
    void everyPointStandsInTheTableOfTheDocsAndAtOnePlaceOfTheCode() throws IOException {
        String docs = Files.readString(Path.of("docs/scenarios.md"));
        TreeMap<String, TreeSet<String>> places = new TreeMap<>();
        Pattern taken = Pattern.compile("unlikely\\(Unlikely\\.(\\w+)\\)");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList())
                taken.matcher(Files.readString(file)).results().forEach(match -> places.computeIfAbsent(
                                match.group(1), any -> new TreeSet<>())
                        .add(file + ":" + match.start()));
        }

        assertThat(places.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Unlikely.values()).map(Unlikely::name).toList());
        assertThat(places.values()).allSatisfy(where -> assertThat(where).hasSize(1));
        for (Unlikely point : Unlikely.values()) assertThat(docs).contains("| `" + point.word() + "` |");
    }
}
