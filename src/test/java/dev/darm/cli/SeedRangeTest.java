package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeedRangeTest {

    @Property
    void aRangeHoldsItsEndsAndWhatIsBetween(
            @ForAll @IntRange(min = -1_000_000) int from, @ForAll @IntRange(max = 500) int more) {
        SeedRange range = SeedRange.parse(from + ".." + ((long) from + more));

        assertThat(range.count()).isEqualTo(more + 1);
        assertThat(range.seeds())
                .hasSize(more + 1)
                .isSorted()
                .startsWith((long) from)
                .endsWith((long) from + more);
    }

    @Test
    void whatIsNoRangeIsRefusedWithWhatWasExpected() {
        assertThatThrownBy(() -> SeedRange.parse("1..")).hasMessageContaining("write for example 1..100");
        assertThatThrownBy(() -> SeedRange.parse("5")).hasMessageContaining("write for example 1..100");
        assertThatThrownBy(() -> SeedRange.parse("9..3")).hasMessageContaining("the lower seed first");
        assertThatThrownBy(() -> SeedRange.parse("1..99999999999999999999")).hasMessageContaining("64 bits");
        assertThatThrownBy(() -> SeedRange.parse(Long.MIN_VALUE + ".." + Long.MAX_VALUE))
                .hasMessageContaining("are more than 1000000 seeds");
    }
}
