package dev.darm.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RollingHashTest {

    @Test
    void theValuesAreTheSameInEveryVersionAndOnEveryMachine() {
        RollingHash hash = new RollingHash();
        assertThat(hash.hex()).isEqualTo("3564b439cd1e1f16");

        hash.mix(0);
        assertThat(hash.hex()).isEqualTo("3685593cbc28cbd0");
        hash.mix(-1);
        assertThat(hash.hex()).isEqualTo("65caa5f9882854c2");
        hash.mix("");
        assertThat(hash.hex()).isEqualTo("dbc698340dd72e2c");
        hash.mix("dev.darm.ledger.Vote ü \uD83D\uDE00");
        assertThat(hash.hex()).isEqualTo("e92f778f5eb2860d");
    }

    @Property
    void orderMatters(@ForAll long first, @ForAll long second) {
        if (first == second) return;

        assertThat(of(first, second)).isNotEqualTo(of(second, first));
    }

    @Property
    void oneChangedValueChangesTheHashWhateverFollows(
            @ForAll List<Long> before, @ForAll long value, @ForAll long other, @ForAll List<Long> after) {
        if (value == other) return;
        List<Long> one = new ArrayList<>(before);
        one.add(value);
        one.addAll(after);
        List<Long> two = new ArrayList<>(before);
        two.add(other);
        two.addAll(after);

        assertThat(of(one)).isNotEqualTo(of(two));
    }

    @Property
    void aZeroMoreIsAnotherSequence(@ForAll List<Long> values) {
        List<Long> longer = new ArrayList<>(values);
        longer.add(0L);

        assertThat(of(values)).isNotEqualTo(of(longer));
    }

    @Property
    void aTextCountsByItsCharactersNotByItsIdentity(@ForAll String text) {
        RollingHash one = new RollingHash();
        RollingHash two = new RollingHash();
        one.mix(text);
        one.mix(text);
        two.mix(new String(text.toCharArray()));
        two.mix(new String(text.toCharArray()));

        assertThat(one.value()).isEqualTo(two.value());
    }

    @Property
    void textsThatShareAPlaceInTheTableKeepTheirHashes(@ForAll List<String> texts) {
        StringHashes shared = new StringHashes();
        for (String text : texts) shared.of(text);
        // "Aa" and "BB" have the same hash code, so they take the same place in turn
        for (String text : List.of("Aa", "BB", "Aa", "BB")) {
            assertThat(shared.of(text)).isEqualTo(new StringHashes().of(text));
        }
        assertThat(shared.of("Aa")).isNotEqualTo(shared.of("BB"));
    }

    @Test
    void aFlippedBitFlipsHalfOfTheBitsOfTheHash() {
        long flipped = 0;
        int trials = 0;
        for (long value = 0; value < 200; value++) {
            for (int bit = 0; bit < 64; bit++, trials++)
                flipped += Long.bitCount(of(value, 7) ^ of(value ^ 1L << bit, 7));
        }
        assertThat((double) flipped / trials).isBetween(31.0, 33.0);
    }

    private static long of(long... values) {
        RollingHash hash = new RollingHash();
        for (long value : values) hash.mix(value);
        return hash.value();
    }

    private static long of(List<Long> values) {
        RollingHash hash = new RollingHash();
        for (long value : values) hash.mix(value);
        return hash.value();
    }
}
