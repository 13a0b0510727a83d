package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A passed item in its place in the chain.
 *
 * @param place counted from 0 over the whole chain
 * @param confidence consolidated, in basis points
 * @param yes the YES votes on it, in the order of the voters' keys
 * @param opening the body with its salt, once it is here
 * @param burial the tombstone that named it
 */
record Fact(
        long place,
        NominationItem item,
        int confidence,
        List<ItemVote> yes,
        long height,
        Instant time,
        Optional<Disclosure> opening,
        Optional<Burial> burial) {

    /** The block of a tombstone. */
    record Burial(long height, Instant time) {}

    static Fact of(
            long place, ConsolidationRecord record, ConsolidationRecord.Passed passed, long height, Instant time) {
        List<ItemVote> yes = record.ballots().stream()
                .map(ballot -> ballot.votes().get(passed.item()))
                .filter(vote -> vote.choice() == ItemVote.Choice.YES)
                .toList();
        NominationItem item = record.nomination().items().get(passed.item());
        return new Fact(place, item, passed.confidence(), yes, height, time, Optional.empty(), Optional.empty());
    }

    Fact with(Disclosure found) {
        return new Fact(place, item, confidence, yes, height, time, Optional.of(found), burial);
    }

    /** Without its body, for good. */
    Fact buried(Burial tombstone) {
        return new Fact(place, item, confidence, yes, height, time, Optional.empty(), Optional.of(tombstone));
    }

    Optional<ClaimBody> body() {
        return opening.map(Disclosure::body);
    }

    Optional<Hash> claimId() {
        return body().map(ClaimBody::claim).map(Claim::id);
    }

    /** How far the YES scores lie apart, in basis points: the heads' disagreement. */
    int spread() {
        int most = yes.stream().mapToInt(ItemVote::score).max().orElse(0);
        return most - yes.stream().mapToInt(ItemVote::score).min().orElse(0);
    }
}
