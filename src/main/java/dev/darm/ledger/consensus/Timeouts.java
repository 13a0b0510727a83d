package dev.darm.ledger.consensus;

import java.time.Duration;

/**
 * How long a validator waits in a round: {@code initial + round · growth} for each step, and how often it repeats its own
 * messages while a height is undecided. Growth is linear, so that validators whose rounds drifted apart meet again.
 */
public record Timeouts(Wait propose, Wait prevote, Wait precommit, Duration repeat) {

    /** A wait that grows with the round. Both parts are positive. */
    public record Wait(Duration initial, Duration growth) {

        public Duration in(int round) {
            return initial.plus(growth.multipliedBy(round));
        }
    }
}
