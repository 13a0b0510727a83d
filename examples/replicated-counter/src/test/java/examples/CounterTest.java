package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import dev.darm.sim.CheckFailed;
import dev.darm.sim.ClusterPlan;
import dev.darm.sim.Seeds;
import dev.darm.sim.SimulatedCluster;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Looks for a seed with which the counter goes wrong, and runs that seed again. */
@Tag("simulated")
class CounterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int INCREMENTS = 20;

    @Test
    void aSeedIsFoundThatLosesACountAndItFailsTheSameWayAgain() {
        OptionalLong bad = LongStream.rangeClosed(1, 30).filter(seed -> hash(seed) == 0).findFirst();
        long seed = bad.orElseThrow(() -> new AssertionError("the mistake was not found in 30 seeds"));

        CheckFailed first = assertThrows(CheckFailed.class, () -> count(seed));
        CheckFailed again = assertThrows(CheckFailed.class, () -> count(seed));

        assertEquals(first.getMessage(), again.getMessage(), "check, moment, seed and trace hash");
    }

    /** The hash of a run in which nothing was lost; 0 when something was. */
    private static long hash(long seed) {
        try {
            return count(seed);
        } catch (CheckFailed lost) {
            return 0;
        }
    }

    /** Twenty counts at moments and places of the seed's choice, in a minute; then all must show twenty. */
    private static long count(long seed) {
        Map<String, Long> totals = new TreeMap<>();
        ClusterPlan plan = SimulatedCluster.named("counter")
                .seed(seed)
                .nodes(3, node -> Counter.replica(total -> totals.put(node.name(), total)))
                .uplinks("starlink");
        RandomGenerator chance = new Seeds(seed).of("counts").generator();
        for (int i = 0; i < INCREMENTS; i++) {
            String where = "n" + (1 + chance.nextInt(3));
            plan.at(MINUTE.plusMillis(chance.nextInt(60_000)), cluster -> oneMore(cluster, where));
        }
        try (SimulatedCluster cluster = plan.start()) {
            cluster.run(MINUTE.multipliedBy(2));
            cluster.check("every replica shows all counts", c -> totals.values().stream()
                    .allMatch(total -> total == INCREMENTS));
            return cluster.run(MINUTE).traceHash();
        }
    }

    @SuppressWarnings("unchecked")
    private static void oneMore(SimulatedCluster cluster, String where) {
        cluster.onNode(where, system -> {
            ((ActorRef<Object>) (ActorSystem<?>) system).tell("one more");
            return true;
        });
    }
}
