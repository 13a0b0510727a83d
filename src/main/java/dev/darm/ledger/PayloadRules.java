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

    /** The rules of each kind of payload; a kind without rules is refused, with the kinds that have some named. */
    static PayloadRules byKind(SortedMap<Integer, PayloadRules> rules) {
        SortedMap<Integer, PayloadRules> known = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        return (payload, validators) -> {
            PayloadRules own = known.get(payload.kind());
            return own == null
                    ? Optional.of("payload kind " + payload.kind() + " is unknown; expected one of " + known.keySet())
                    : own.refuse(payload, validators);
        };
    }
}
