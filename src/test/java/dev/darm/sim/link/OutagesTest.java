package dev.darm.sim.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darm.sim.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OutagesTest {

    private static final OutageLaw ROAMING = LinkProfile.read(Path.of("hardware/uplinks/starlink-roaming.conf"))
            .outages()
            .orElseThrow();

    /** 682 outages in 3.58 h: p50 4.0 s, p90 14.2, p99 25.1; available 68.3 % of the time. */
    @Test
    void outagesOfADrivenDishAreAsLongAndAsManyAsMeasured() {
        Outages outages = new Outages(ROAMING, new Seeds(1));
        List<Long> lengths = new ArrayList<>();
        long span = 500_000 * Heard.SECOND;
        long out = 0;
        for (long at = 0; at < span; ) {
            long end = outages.upAgain(at);
            if (end > at) {
                lengths.add(end - at);
                out += end - at;
                at = end;
            } else {
                at += 10 * Heard.MILLI;
            }
        }
        lengths.sort(Long::compare);

        assertThat(quantile(lengths, 0.5)).isCloseTo(4.0, within(0.2));
        assertThat(quantile(lengths, 0.9)).isCloseTo(14.2, within(2.0));
        assertThat(quantile(lengths, 0.99)).isCloseTo(25.1, within(1.5));
        assertThat(1 - (double) out / span).isCloseTo(0.683, within(0.03));
        assertThat(lengths.size() * 3600e9 / span).isCloseTo(682 / 3.58, within(15.0));
    }

    @Property(tries = 200)
    void itDoesNotMatterInWhichOrderAnybodyAsks(
            @ForAll long seed,
            @ForAll @Size(min = 2, max = 30) List<@LongRange(min = 0, max = 1L << 45) Long> instants) {
        Outages one = new Outages(ROAMING, new Seeds(seed));
        Outages other = new Outages(ROAMING, new Seeds(seed));
        List<Long> forward = instants.stream().sorted().toList();

        List<Long> asked = forward.stream().map(one::upAgain).toList();
        List<Long> askedBackwards =
                forward.reversed().stream().map(other::upAgain).toList();

        assertThat(askedBackwards.reversed()).isEqualTo(asked);
    }

    @Property(tries = 200)
    void whatIsSaidToBeTheEndOfAnOutageIsOne(@ForAll long seed, @ForAll @LongRange(min = 0, max = 1L << 45) long at) {
        Outages outages = new Outages(ROAMING, new Seeds(seed));

        long end = outages.upAgain(at);

        assertThat(outages.upAgain(end)).isEqualTo(end);
        if (end > at) assertThat(outages.upAgain(end - 1)).isEqualTo(end);
    }

    @Test
    void aLawOfYearsDoesNotOverflow() {
        long year = 365 * 86_400 * Heard.SECOND;
        Outages outages = new Outages(new OutageLaw(10 * year, year, 10 * year), new Seeds(3));

        assertThat(outages.upAgain(100 * year)).isGreaterThanOrEqualTo(100 * year);
    }

    private static double quantile(List<Long> sorted, double q) {
        return sorted.get((int) (q * sorted.size())) / 1e9;
    }
}
