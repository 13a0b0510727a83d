package dev.darm.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.javadsl.Behaviors;
import dev.darm.sim.ClusterPlan;
import dev.darm.sim.Seeds;
import dev.darm.sim.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@Tag("simulated")
class SimulatedAnnotationTest {

    /** What the tests of {@link Probe} made of it. */
    private static final class Report implements TestExecutionListener {
        final List<String> passed = new ArrayList<>();
        final List<Throwable> failures = new ArrayList<>();
        final List<ReportEntry> entries = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest()) return;
            if (result.getThrowable().isEmpty()) passed.add(test.getDisplayName());
            else failures.add(result.getThrowable().get());
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            entries.add(entry);
        }
    }

    private static Report run(String method, String... seeds) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectMethod(
                        Probe.class, method, "dev.darm.sim.ClusterPlan,dev.darm.sim.Seeds"));
        for (String seed : seeds) request.configurationParameter(SeedRange.PROPERTY, seed);
        LauncherDiscoveryRequest built = request.build();
        Report report = new Report();
        LauncherFactory.create().execute(built, report);
        return report;
    }

    /** Run by the tests of this class alone: its name ends as no test's does. */
    @Simulated(seeds = "1..3")
    static class Probe {

        @Simulated
        void passes(ClusterPlan plan, Seeds seeds) {
            SimulatedCluster cluster = plan.nodes(1, node -> Behaviors.empty()).start();
            cluster.awaitMembers(1, Duration.ofMinutes(1));
            assertThat(cluster.seed()).isEqualTo(seeds.seed());
        }

        @Simulated(seeds = "4,7")
        void failsWithSeven(ClusterPlan plan, Seeds seeds) {
            plan.nodes(1, node -> Behaviors.empty()).start().run(Duration.ofSeconds(1));
            assertThat(seeds.seed()).isNotEqualTo(7);
        }
    }

    @Test
    void aMethodTakesTheSeedsOfItsClassAndEachIsATestThatReportsItsTrace() {
        Report report = run("passes");

        assertThat(report.failures).isEmpty();
        assertThat(report.passed).containsExactly("seed 1", "seed 2", "seed 3");
        assertThat(report.entries)
                .extracting(entry -> entry.getKeyValuePairs().get("seed"))
                .containsExactly("1", "2", "3");
        assertThat(report.entries)
                .extracting(entry -> entry.getKeyValuePairs().get("trace"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFailureNamesItsSeedItsTraceAndHowToRunItAgain() {
        Report report = run("failsWithSeven");

        assertThat(report.passed).containsExactly("seed 4");
        assertThat(report.failures).singleElement().isInstanceOfSatisfying(SeedFailed.class, failure -> {
            assertThat(failure.seed()).isEqualTo(7);
            assertThat(failure)
                    .hasMessageContaining("seed 7, trace ")
                    .hasMessageContaining("mvn test -Dtest='Probe#failsWithSeven' -Ddarm.sim.seeds=7");
        });
    }

    @Test
    void aSeedRunAgainGivesTheTraceThatItGave() {
        Report all = run("passes");
        Report again = run("passes", "2");

        assertThat(again.passed).containsExactly("seed 2");
        assertThat(again.entries.getFirst().getKeyValuePairs())
                .isEqualTo(all.entries.get(1).getKeyValuePairs());
    }

    @Test
    void seedsAreListsAndRanges() {
        assertThat(SeedRange.parse("3,1..2, 9")).isEqualTo(new TreeSet<>(List.of(1L, 2L, 3L, 9L)));
    }
}
