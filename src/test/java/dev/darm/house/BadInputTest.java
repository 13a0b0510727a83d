package dev.darm.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** A few of the inputs that {@code scripts/bft-sweep} makes a million of. */
class BadInputTest {

    @Test
    void whatDoesNotVerifyChangesNothing() throws Exception {
        SortedMap<String, BadInput.Count> counts = BadInput.run(1, 12_000);

        assertThat(counts).hasSize(14);
        counts.forEach((name, count) -> {
            assertThat(count.malformed()).as(name).isGreaterThan(10);
            assertThat(count.heard()).as(name).isGreaterThan(10);
        });
    }
}
