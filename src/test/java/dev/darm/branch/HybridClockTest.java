package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HybridClockTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Duration DRIFT = Duration.ofMillis(500);

    private final HybridClock clock = new HybridClock(HybridTime.ZERO, DRIFT);

    @Test
    void timesWithinAMillisecondAreCounted() {
        assertThat(clock.tick(NOW)).isEqualTo(HybridTime.of(NOW.toEpochMilli(), 0));
        assertThat(clock.tick(NOW)).isEqualTo(HybridTime.of(NOW.toEpochMilli(), 1));
        assertThat(clock.tick(NOW.plusMillis(1))).isEqualTo(HybridTime.of(NOW.toEpochMilli() + 1, 0));
    }

    @Test
    void aClockThatIsSetBackGoesOn() {
        HybridTime before = clock.tick(NOW);

        assertThat(clock.tick(NOW.minusSeconds(60))).isEqualTo(before.next());
    }

    @Test
    void aFullCounterCarriesIntoTheMilliseconds() {
        assertThat(HybridTime.of(7, 0xFFFF).next()).isEqualTo(HybridTime.of(8, 0));
        assertThatThrownBy(HybridTime.MAX::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsHeardIsEarlierThanTheNextTime() {
        HybridTime remote = HybridTime.of(NOW.toEpochMilli() + 500, 9);

        clock.hear(remote, NOW);

        assertThat(clock.tick(NOW)).isEqualTo(HybridTime.of(NOW.toEpochMilli() + 500, 10));
    }

    @Test
    void aTimeTooFarAheadIsRefusedAndForgotten() {
        HybridTime remote = HybridTime.of(NOW.toEpochMilli() + 501, 0);

        assertThatThrownBy(() -> clock.hear(remote, NOW))
                .hasMessage("the time 2026-01-02T03:04:06.179Z+0 is 501 ms ahead of this node's clock, which reads"
                        + " 2026-01-02T03:04:05.678Z; at most 500 ms are allowed");
        assertThatThrownBy(() -> clock.hear(HybridTime.MAX, NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThat(clock.tick(NOW)).isEqualTo(HybridTime.of(NOW));
        assertThat(clock.refusal(remote, NOW.plusMillis(1))).isEmpty();
    }

    @Test
    void timesCompareUnsigned() {
        assertThat(HybridTime.MAX.isAfter(HybridTime.of(1L << 47, 0))).isTrue();
        assertThat(HybridTime.of(1L << 47, 0).isAfter(HybridTime.of(NOW))).isTrue();
        assertThat(HybridTime.of((1L << 48) - 1, 3).millis()).isEqualTo((1L << 48) - 1);
        assertThatThrownBy(() -> HybridTime.of(1L << 48, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Clocks up to 400 ms apart tell each other their times in random ways. */
    @Property(tries = 300)
    void timesFollowCausalityAndStayNearTheFastestClock(
            @ForAll @Size(max = 60) List<@IntRange(max = 11) Integer> steps) {
        int[] offsetsMs = {0, 400, -300};
        HybridClock[] clocks = new HybridClock[3];
        for (int i = 0; i < 3; i++) clocks[i] = new HybridClock(HybridTime.ZERO, Duration.ofSeconds(1));
        Instant now = NOW;
        for (int step : steps) {
            int from = step % 3;
            int to = step / 3 % 3;
            now = now.plusMillis(step % 2);
            HybridTime earlier = clocks[from].last();
            HybridTime sent = clocks[from].tick(now.plusMillis(offsetsMs[from]));
            HybridTime heard = clocks[to].last();
            clocks[to].hear(sent, now.plusMillis(offsetsMs[to]));
            HybridTime received = clocks[to].tick(now.plusMillis(offsetsMs[to]));

            assertThat(sent).isGreaterThan(earlier);
            assertThat(received).isGreaterThan(sent).isGreaterThan(heard);
            assertThat(received.millis()).isLessThanOrEqualTo(now.toEpochMilli() + 400);
        }
    }
}
