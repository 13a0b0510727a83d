package dev.darm.ledger;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the packages above the ledger demand of a payload before a validator votes for a block that holds it. The answer
 * depends on the arguments alone, so that all honest validators agree.
 */
@FunctionalInterface
public interface PayloadRules {

    /** Why {@code payload} must not stand in a block under {@code validators}; empty when it may. */
    Optional<String> refuse(Payload payload, ValidatorSet validators);

    /** Each kind of payload by its own rules; a kind that has none is refused. */
    static PayloadRules byKind(SortedMap<Integer, PayloadRules> rules) {
        SortedMap<Integer, PayloadRules> byKind = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        return (payload, validators) -> {
            PayloadRules its = byKind.get(payload.kind());
            return its == null
                    ? Optional.of("payload kind " + payload.kind() + " is none of " + byKind.keySet())
                    : its.refuse(payload, validators);
        };
    }
}
