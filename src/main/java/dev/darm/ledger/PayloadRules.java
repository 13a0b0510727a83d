package dev.darm.ledger;

import dev.darm.world.Workers;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the packages above the ledger demand of a payload before a validator votes for a block that holds it. The answer
 * depends on the arguments alone, so that all honest validators agree, and may be asked for from several threads at once.
 */
@FunctionalInterface
public interface PayloadRules {

    /** Why {@code payload} must not stand in a block under {@code validators}; empty when it may. */
    Optional<String> refuse(Payload payload, ValidatorSet validators);

    /** The same of several payloads, in their order. */
    default List<Optional<String>> refuseEach(List<Payload> payloads, ValidatorSet validators) {
        return payloads.stream().map(payload -> refuse(payload, validators)).toList();
    }

    /** These rules, asked of several payloads at once by {@code workers}, most of whose work is to check signatures. */
    default PayloadRules by(Workers workers) {
        PayloadRules rules = this;
        return new PayloadRules() {
            @Override
            public Optional<String> refuse(Payload payload, ValidatorSet validators) {
                return rules.refuse(payload, validators);
            }

            @Override
            public List<Optional<String>> refuseEach(List<Payload> payloads, ValidatorSet validators) {
                return workers.each(payloads.size(), i -> rules.refuse(payloads.get(i), validators));
            }
        };
    }

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
