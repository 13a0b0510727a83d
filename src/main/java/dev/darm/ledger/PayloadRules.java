package dev.darm.ledger;

import java.util.Optional;

/**
 * What the packages above the ledger demand of a payload before a validator votes for a block that holds it. The answer
 * depends on the arguments alone, so that all honest validators agree.
 */
@FunctionalInterface
public interface PayloadRules {

    /** Why {@code payload} must not stand in a block under {@code validators}; empty when it may. */
    Optional<String> refuse(Payload payload, ValidatorSet validators);
}
