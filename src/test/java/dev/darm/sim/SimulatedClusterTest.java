package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.SimulationFailed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("simulated")
class SimulatedClusterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String SBR =
            "akka.cluster.downing-provider-class = akka.cluster.sbr.SplitBrainResolverProvider";

    private static ClusterPlan three(long seed) {
        return SimulatedCluster.named("three")
                .seed(seed)
                .nodes(3, node -> Behaviors.empty())
                .lan()
                .config(SBR);
    }

    private static long hash(ClusterPlan plan) {
        try (SimulatedCluster cluster = plan.start()) {
            cluster.awaitMembers(3, MINUTE);
            return cluster.run(Duration.ofSeconds(10)).traceHash();
        }
    }

    @Test
    void aSeedGivesTheSameRunAgainInOneJvmAndAnotherSeedAnother() {
        assertThat(hash(three(7))).isEqualTo(hash(three(7))).isNotEqualTo(hash(three(8)));
    }

    @Test
    void theOldestFirstIsAnotherOrderAndAsRepeatable() {
        long fifo = hash(three(7).order(Engine.Order.FIFO));

        assertThat(hash(three(7).order(Engine.Order.FIFO))).isEqualTo(fifo).isNotEqualTo(hash(three(7)));
    }

    @Test
    void aNodeThatCrashedAndStartedAgainIsAMemberAgain() {
        try (SimulatedCluster cluster = three(3).start()) {
            cluster.awaitMembers(3, MINUTE);

            cluster.crash("n3");
            cluster.awaitMembers(2, MINUTE);
            cluster.restart("n3");
            cluster.awaitMembers(3, MINUTE);

            assertThat(cluster.node("n3").incarnation()).isEqualTo(2);
        }
    }

    @Test
    void theMajorityOutlivesASplitAndTheMinorityStops() {
        try (SimulatedCluster cluster = three(4).start()) {
            cluster.awaitMembers(3, MINUTE);

            cluster.split(List.of("n1", "n2"), List.of("n3"));
            cluster.run(MINUTE);

            assertThat(cluster.members("n1")).isEqualTo(2);
            assertThat(cluster.members("n2")).isEqualTo(2);
            assertThat(cluster.members("n3")).isZero();
        }
    }

    @Test
    void aShortCutIsForgivenWhenItHeals() {
        try (SimulatedCluster cluster = three(5).start()) {
            cluster.awaitMembers(3, MINUTE);

            cluster.cut("n1", "n2");
            cluster.run(Duration.ofSeconds(3));
            cluster.heal();
            cluster.run(MINUTE);

            assertThat(cluster.members("n1")).isEqualTo(3);
        }
    }

    @Test
    void aCheckThatFailsEndsTheRunWithItsNameTimeAndSeed() {
        try (SimulatedCluster cluster =
                three(9).check("never three", c -> c.members("n1") < 3).start()) {
            assertThatThrownBy(() -> cluster.run(MINUTE))
                    .isInstanceOf(CheckFailed.class)
                    .hasMessageContaining("never three")
                    .hasMessageContaining("seed 9");
        }
    }

    @Test
    void whatIsPlannedHappensAtItsMomentAndMayAskNodes() {
        StringBuilder seen = new StringBuilder();
        try (SimulatedCluster cluster = three(1).at(
                        Duration.ofSeconds(2), c -> seen.append(c.now()).append(' '))
                .every(Duration.ofSeconds(3), c -> {
                    String name = c.onNode("n2", ActorSystem::name);
                    seen.append(name).append(c.now()).append(' ');
                })
                .start()) {
            cluster.run(Duration.ofSeconds(7));
        }
        assertThat(seen.toString()).startsWith("PT2S threePT3").contains(" threePT6");
    }

    @Test
    void aStepThatNeverEndsIsReportedWithNodeActorStackAndSeed() {
        Behavior<String> endless = Behaviors.receiveMessage(message -> {
            long sum = 0;
            while (sum >= 0) sum = sum * 31 & Long.MAX_VALUE;
            return Behaviors.same();
        });
        try (SimulatedCluster cluster = SimulatedCluster.named("stuck")
                .seed(42)
                .nodes(
                        1,
                        node -> Behaviors.setup(context -> {
                            context.spawn(endless, "endless").tell("go");
                            return Behaviors.empty();
                        }))
                .config("akka.actor.provider = local")
                .longestStep(Duration.ofMillis(100))
                .start()) {
            assertThatThrownBy(() -> cluster.run(MINUTE))
                    .isInstanceOf(SimulationFailed.class)
                    .hasMessageContaining("n1")
                    .hasMessageContaining("/user/endless")
                    .hasMessageContaining("seed 42")
                    .hasMessageContaining(SimulatedClusterTest.class.getSimpleName());
        }
    }

    @Test
    void anUnknownNodeOrProfileIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> three(1).uplinks("carrier-pigeon"))
                .hasMessageContaining("carrier-pigeon")
                .hasMessageContaining("starlink");
        try (SimulatedCluster cluster = three(1).start()) {
            assertThatThrownBy(() -> cluster.crash("n4"))
                    .hasMessageContaining("n4")
                    .hasMessageContaining("n1, n2, n3");
        }
    }
}
