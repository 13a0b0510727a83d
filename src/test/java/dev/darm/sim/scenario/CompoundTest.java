package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.Seeds;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CompoundTest {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration END = Duration.ofHours(1);

    private static List<String> fleet(int size) {
        return IntStream.rangeClosed(1, size).mapToObj(i -> "n" + i).toList();
    }

    private static List<TimedFault> expand(Fault fault, long seed) {
        return Compound.expand(new TimedFault(START, fault), END, new Seeds(seed));
    }

    @Property(tries = 300)
    void aRollingRestartStopsEachOnceAndNeverTwoAtATime(
            @ForAll @IntRange(min = 1, max = 20) int size, @ForAll long seed) {
        List<TimedFault> steps =
                expand(new Fault.RollingRestart(fleet(size), Duration.ofSeconds(5), Duration.ofSeconds(3)), seed);

        assertThat(steps.stream().flatMap(step -> step.fault().machines().stream()))
                .containsExactlyInAnyOrderElementsOf(fleet(size));
        for (int i = 1; i < steps.size(); i++)
            assertThat(steps.get(i).at()).isEqualTo(steps.get(i - 1).end().plusSeconds(3));
    }

    @Property(tries = 300)
    void aSwizzleClogsHalfOneByOneAndFreesThemOneByOne(
            @ForAll @IntRange(min = 2, max = 30) int size, @ForAll long seed) {
        Duration step = Duration.ofSeconds(2);
        List<TimedFault> clogs = expand(new Fault.Swizzle(fleet(size), step, Duration.ofSeconds(10)), seed);

        int half = (size + 1) / 2;
        assertThat(clogs).hasSize(half).allMatch(clog -> clog.fault() instanceof Fault.Clog);
        assertThat(clogs.stream()
                        .flatMap(clog -> clog.fault().machines().stream())
                        .distinct())
                .hasSize(half);
        Duration lastClogged = clogs.getLast().at();
        List<Duration> freed = clogs.stream()
                .map(TimedFault::end)
                .sorted(Comparator.naturalOrder())
                .toList();
        for (int i = 0; i < half; i++) {
            assertThat(clogs.get(i).at()).isEqualTo(START.plus(step.multipliedBy(i)));
            assertThat(freed.get(i)).isEqualTo(lastClogged.plusSeconds(10).plus(step.multipliedBy(i)));
        }
    }

    @Property(tries = 100)
    void aFlapCutsAndMendsUntilItsEndOrTheRuns(@ForAll long seed) {
        Fault.Flap bounded = new Fault.Flap(
                List.of("n1"), List.of(), true, Duration.ofSeconds(4), Duration.ofSeconds(6), Duration.ofSeconds(32));
        List<TimedFault> cuts = expand(bounded, seed);

        assertThat(cuts).hasSize(4);
        assertThat(cuts.getLast().end()).isEqualTo(START.plusSeconds(32));
        assertThat(expand(bounded.lasting(Fault.ALWAYS), seed).getLast().end()).isLessThanOrEqualTo(END);
    }

    @Property(tries = 100)
    void anUpgradeMovesEachToTheVersion(@ForAll long seed) {
        List<TimedFault> steps =
                expand(new Fault.RollingUpgrade(fleet(5), 2, Duration.ofSeconds(5), Duration.ofSeconds(30)), seed);

        assertThat(steps)
                .hasSize(5)
                .allMatch(step -> step.fault() instanceof Fault.Upgrade upgrade && upgrade.version() == 2);
    }
}
