package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages for heights that have not begun, kept so that a validator that is a moment behind need not ask for them again.
 *
 * <p>Bounded: the next {@link #MAX_HEIGHTS} heights; of each validator {@link #MAX_VOTES} votes and one offer a height, in
 * the order of arrival. Who lags further fetches decided blocks instead.
 */
final class Ahead<V> {

    static final int MAX_HEIGHTS = 2;
    static final int MAX_VOTES = 16;

    private final ValidatorSet validators;
    private final TreeMap<Long, Shelf<V>> shelves = new TreeMap<>();

    Ahead(ValidatorSet validators) {
        this.validators = validators;
    }

    void add(Offer<V> offer, long height, Proposers proposers) {
        if (offer.height() > height + MAX_HEIGHTS) return;
        if (!offer.validator().equals(proposers.proposer(offer.height(), offer.round()))) return;
        Shelf<V> shelf = shelf(offer.height());
        if (!shelf.offerers.add(offer.validator())) return;
        shelf.inputs.add(new Input.OfferHeard<>(offer));
        if (offer.round() == 0) shelf.begun = true;
    }

    void add(Vote vote, long height) {
        if (vote.height() > height + MAX_HEIGHTS
                || validators.find(vote.validator()).isEmpty()) return;
        Shelf<V> shelf = shelf(vote.height());
        if (shelf.votes.merge(vote.validator(), 1, Integer::sum) <= MAX_VOTES)
            shelf.inputs.add(new Input.VoteHeard<>(vote));
    }

    /** Whether the proposer of round 0, or more than a third of the power, spoke of {@code height}. */
    boolean knowsOf(long height) {
        Shelf<V> shelf = shelves.get(height);
        if (shelf == null) return false;
        long power = validators.members().stream()
                .filter(member -> shelf.votes.containsKey(member.key()))
                .mapToLong(ValidatorSet.Member::power)
                .sum();
        return shelf.begun || power >= validators.honestPower();
    }

    /** Removes and returns what was kept for {@code height}, and forgets what was kept for lower ones. */
    List<Input<V>> take(long height) {
        Shelf<V> shelf = shelves.remove(height);
        shelves.headMap(height).clear();
        return shelf == null ? List.of() : shelf.inputs;
    }

    private Shelf<V> shelf(long height) {
        return shelves.computeIfAbsent(height, key -> new Shelf<>());
    }

    private static final class Shelf<V> {
        private final List<Input<V>> inputs = new ArrayList<>();
        private final Map<PublicKey, Integer> votes = new HashMap<>();
        private final Set<PublicKey> offerers = new HashSet<>();
        private boolean begun;
    }
}
