package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.node.NodeSettings;
import dev.darm.sim.engine.Engine;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedScenariosTest {

    @TempDir
    static Path folder;

    private static Home home;

    @BeforeAll
    static void lay() {
        home = new Home(folder);
    }

    static Stream<String> names() {
        return Arrays.stream(Objects.requireNonNull(new File("sim").listFiles(File::isFile)))
                .map(File::getName)
                .filter(name -> name.endsWith(".conf"))
                .sorted();
    }

    @Test
    void thoseThatAreAskedForAreThere() {
        assertThat(names())
                .contains(
                        "home-lab.conf",
                        "partition-24h.conf",
                        "crash-storm.conf",
                        "rolling-upgrade.conf",
                        "slow-disk.conf",
                        "split-brain.conf",
                        "cold-start.conf",
                        "power-loss.conf",
                        "byzantine-minority.conf");
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachReadsAndHasAShortHorizonWithFaultsWorkAndALivenessPhase(String name) {
        Scenario scenario = home.shipped(name);
        Scenario shortened = scenario.shortened().orElseThrow();

        assertThat(scenario.name()).isEqualTo(name.replace(".conf", ""));
        assertThat(shortened.duration()).isLessThanOrEqualTo(Duration.ofMinutes(15));
        for (Scenario each : List.of(scenario, shortened)) {
            Plan plan = each.plan(1);
            assertThat(plan.faults())
                    .isNotEmpty()
                    .noneMatch(fault -> fault.fault().kind().compound());
            assertThat(plan.work()).anyMatch(item -> item.work() instanceof Work.Ingest);
            assertThat(plan.work()).anyMatch(item -> item.work() instanceof Work.Ask);
            if (!each.overBudget()) assertThat(plan.liveness()).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPlanWrittenAsAScenarioReadsBackAsTheSamePlan(String name) {
        Scenario scenario = home.shipped(name).shortened().orElseThrow();
        for (long seed = 0; seed < 3; seed++) {
            Plan plan = scenario.plan(seed);
            String text = scenario.write(plan, "seed " + seed);

            Scenario again = home.read(text);

            assertThat(again.plan(again.seed().orElseThrow())).isEqualTo(plan);
            assertThat(again.nodes()).isEqualTo(scenario.nodes());
            assertThat(again.write(plan, "seed " + seed)).isEqualTo(text);
            assertThat(text).doesNotContain(home.folder().toString());
        }
    }

    @Test
    void changesOfSeatsReadBackAsTheyWere() {
        Scenario scenario = home.read(Home.FOUR
                + "workload.items = [{ at = 1 m, node = n1, leave = n4 }, { at = 2 m, node = n2, join = n4 }]\n");
        Plan plan = scenario.plan(1);

        assertThat(plan.work())
                .extracting(TimedWork::work)
                .containsExactly(new Work.Seat("n1", "n4", 0), new Work.Seat("n2", "n4", 1));
        assertThat(home.read(scenario.write(plan, "")).plan(1).work()).isEqualTo(plan.work());
    }

    @Test
    void theOrderIsRandomUnlessTheFileSaysOtherwiseAndIsWrittenWithThePlan() {
        Scenario random = home.read(Home.FOUR);
        Scenario fifo = home.read(Home.FOUR + "order = fifo\nshort { duration = 1 m }\n");

        assertThat(random.order()).isEqualTo(Engine.Order.RANDOM);
        assertThat(fifo.order()).isEqualTo(Engine.Order.FIFO);
        assertThat(fifo.shortened().orElseThrow().order()).isEqualTo(Engine.Order.FIFO);
        assertThat(home.read(fifo.write(fifo.plan(1), "")).order()).isEqualTo(Engine.Order.FIFO);
        assertThat(random.inOrder(Engine.Order.FIFO).order()).isEqualTo(Engine.Order.FIFO);
    }

    @ParameterizedTest
    @MethodSource("names")
    void onlyOverBudgetIsOverBudget(String name) {
        Scenario scenario = home.shipped(name);
        for (long seed = 0; seed < 100; seed++) {
            Plan plan = scenario.shortened().orElseThrow().plan(seed);
            assertThat(FaultBudget.check(scenario.nodes(), plan).isPresent())
                    .as("seed %d", seed)
                    .isEqualTo(scenario.overBudget());
        }
    }

    @Test
    void theHomeLabIsThatOfThePaper() {
        Scenario lab = home.shipped("home-lab.conf");

        assertThat(lab.duration()).isEqualTo(Duration.ofHours(24));
        assertThat(lab.nodes()).hasSize(13);
        assertThat(lab.nodes()).filteredOn(node -> node.device().equals("pi-5")).hasSize(6);
        assertThat(lab.nodes()).filteredOn(node -> node.device().equals("pi-4")).hasSize(6);
        assertThat(lab.node("server-01").roles()).contains(NodeSettings.Role.HEAD, NodeSettings.Role.COMPUTE);
        assertThat(lab.node("node-04").validator()).isFalse();
        assertThat(new FaultBudget(lab.nodes()).total()).isEqualTo(4);
        assertThat(lab.uplinks("node-01", "node-12")).containsExactly("starlink-parked");
        assertThat(lab.uplinks("node-12", "node-11")).containsExactly("lan-1g");
    }

    @Test
    void theTemplateIsAScenario() {
        Scenario scenario = home.read(Template.text("my-first"));

        assertThat(scenario.name()).isEqualTo("my-first");
        assertThat(scenario.shortened()).isPresent();
        assertThat(scenario.plan(1).faults()).isNotEmpty();
    }
}
