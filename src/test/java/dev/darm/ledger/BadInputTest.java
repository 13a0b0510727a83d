package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A few of the inputs that {@code scripts/bft-sweep} makes a million of. */
class BadInputTest {

    @Test
    void whatDoesNotVerifyChangesNothing() {
        BadInput.Report report = BadInput.run(1, 10_000);

        assertThat(report.malformed()).isGreaterThan(1_000);
        assertThat(report.heard()).isGreaterThan(1_000);
    }
}
