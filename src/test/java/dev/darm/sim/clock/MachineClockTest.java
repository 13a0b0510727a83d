package dev.darm.sim.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MachineClockTest {

    private static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;

    @Test
    void aTrueClockShowsTrueTime() {
        MachineClock clock = new MachineClock(EPOCH, 0, 0);

        assertThat(clock.monotonic(DAY)).isEqualTo(DAY);
        assertThat(clock.wall(DAY)).isEqualTo(EPOCH.plus(Duration.ofDays(1)));
        assertThat(clock.error(DAY)).isZero();
    }

    @Test
    void aMillionthOfDriftIsAMicrosecondASecond() {
        MachineClock clock = new MachineClock(EPOCH, 0, 20);

        assertThat(clock.error(DAY))
                .isEqualTo(Duration.ofNanos(86_400 * 20_000L).toNanos());
    }

    @Test
    void aSkewedWallClockIsOffFromTheStartAndTheMonotonicClockIsNot() {
        MachineClock clock = new MachineClock(EPOCH, -5 * SECOND, 0);

        assertThat(clock.wall(0)).isEqualTo(EPOCH.minusSeconds(5));
        assertThat(clock.monotonic(0)).isZero();
    }

    @Test
    void aJumpMovesTheWallClockAlone() {
        MachineClock clock = new MachineClock(EPOCH, 0, 0);

        clock.jump(-3600 * SECOND);

        assertThat(clock.wall(SECOND)).isEqualTo(EPOCH.plusSeconds(1 - 3600));
        assertThat(clock.monotonic(SECOND)).isEqualTo(SECOND);
    }

    @Test
    void afterSynchronisingTheErrorGrowsFromZeroAgain() {
        MachineClock clock = new MachineClock(EPOCH, 7 * SECOND, -100);

        clock.synchronise(DAY);

        assertThat(clock.error(DAY)).isZero();
        assertThat(clock.error(DAY + 10 * SECOND)).isEqualTo(-1_000_000);
    }

    @Test
    void aDriftThatNoOscillatorHasIsRefused() {
        assertThatThrownBy(() -> new MachineClock(EPOCH, 0, 200_000)).hasMessageContaining("200000.0 ppm");
        assertThatThrownBy(() -> new MachineClock(EPOCH, 0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void theMonotonicClockNeverGoesBackAcrossChangesOfDrift(
            @ForAll @DoubleRange(min = -100_000, max = 100_000) double before,
            @ForAll @DoubleRange(min = -100_000, max = 100_000) double after,
            @ForAll @LongRange(min = 0, max = 1000 * DAY) long change,
            @ForAll @LongRange(min = 0, max = 1000 * DAY) long later) {
        MachineClock clock = new MachineClock(EPOCH, 0, before);
        long reading = clock.monotonic(change);

        clock.drift(change, after);

        assertThat(clock.monotonic(change)).isEqualTo(reading);
        assertThat(clock.monotonic(change + later)).isGreaterThanOrEqualTo(reading);
        assertThat(clock.monotonic(change + later) - reading)
                .isBetween((long) (later * 0.89), (long) (later * 1.11) + 1);
    }

    @Property
    void aTimerFiresAtTheFirstInstantAtWhichTheMachinesClockShowsItsTime(
            @ForAll @DoubleRange(min = -100_000, max = 100_000) double drift,
            @ForAll @LongRange(min = 0, max = 100 * DAY) long now,
            @ForAll @LongRange(min = 1, max = 100 * DAY) long delay) {
        MachineClock clock = new MachineClock(EPOCH, 0, drift);
        long deadline = clock.monotonic(now) + delay;

        long fires = clock.instantOf(deadline);

        assertThat(fires).isGreaterThan(now);
        assertThat(clock.monotonic(fires)).isGreaterThanOrEqualTo(deadline);
        assertThat(clock.monotonic(fires - 1)).isLessThan(deadline);
    }
}
