package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * The ballots that this head has cast on nominations that are still open, and the claims it said YES to.
 *
 * <p>A head never says YES to two claims that contradict each other while both are open: two quorums share an honest
 * head, so no two contradictory claims are both promoted (P40, decision 4). A nomination is open until its record
 * was applied from the chain (from then on the knowledge graph knows the claim) or until the chain is so high that the
 * record could no longer have an effect.
 */
final class VoteMemory {

    private final BiPredicate<Claim, Claim> contradicts;
    private final Map<Hash, ConsolidatorEvent.BallotCast> open = new LinkedHashMap<>();

    /** The claims with a YES, by claim id, and the nominations in which they got it. */
    private final Map<Hash, Agreed> agreed = new TreeMap<>();

    private record Agreed(Claim claim, Set<Hash> nominations) {}

    VoteMemory(BiPredicate<Claim, Claim> contradicts) {
        this.contradicts = contradicts;
    }

    void add(ConsolidatorEvent.BallotCast cast) {
        Hash nomination = cast.ballot().nomination();
        open.put(nomination, cast);
        for (Claim claim : cast.agreed())
            agreed.computeIfAbsent(claim.id(), id -> new Agreed(claim, new TreeSet<>()))
                    .nominations
                    .add(nomination);
    }

    Optional<Ballot> ballot(Hash nomination) {
        return Optional.ofNullable(open.get(nomination)).map(ConsolidatorEvent.BallotCast::ballot);
    }

    /** Whether a YES to {@code claim} would contradict a YES that is still open. */
    boolean forbids(Claim claim) {
        Hash id = claim.id();
        for (Map.Entry<Hash, Agreed> entry : agreed.entrySet())
            if (!entry.getKey().equals(id) && contradict(claim, entry.getValue().claim)) return true;
        return false;
    }

    boolean contradict(Claim one, Claim other) {
        return contradicts.test(one, other) || contradicts.test(other, one);
    }

    /**
     * Whether the same claim got YES in another proposer's nomination with a smaller id within {@code hold}. The smallest
     * id gets everybody's vote, whatever the order of arrival, so of several heads that nominate one claim at once exactly
     * one wins; the time limit lets another try when the winner's proposer is gone.
     */
    boolean hasSmallerDuplicate(Hash claimId, Hash nomination, String proposer, Instant now, Duration hold) {
        return rivals(claimId, proposer, now, hold)
                .anyMatch(cast -> cast.ballot().nomination().compareTo(nomination) < 0);
    }

    /** Whether an open nomination of another proposer, voted on within {@code hold}, has the claim. */
    boolean isBeingVotedOn(Hash claimId, String self, Instant now, Duration hold) {
        return rivals(claimId, self, now, hold).findAny().isPresent();
    }

    void release(Hash nomination) {
        ConsolidatorEvent.BallotCast cast = open.remove(nomination);
        if (cast == null) return;
        for (Claim claim : cast.agreed()) {
            Hash id = claim.id();
            Agreed entry = agreed.get(id);
            if (entry != null && entry.nominations.remove(nomination) && entry.nominations.isEmpty()) agreed.remove(id);
        }
    }

    /** Releases the nominations made below {@code height}; their records can no longer have an effect. */
    void releaseBelow(long height) {
        List<Hash> stale = open.values().stream()
                .filter(cast -> cast.height() < height)
                .map(cast -> cast.ballot().nomination())
                .toList();
        stale.forEach(this::release);
    }

    List<ConsolidatorEvent.BallotCast> all() {
        return List.copyOf(open.values());
    }

    private Stream<ConsolidatorEvent.BallotCast> rivals(Hash claimId, String proposer, Instant now, Duration hold) {
        Agreed entry = agreed.get(claimId);
        if (entry == null) return Stream.empty();
        return entry.nominations.stream()
                .flatMap(nomination -> Optional.ofNullable(open.get(nomination)).stream())
                .filter(cast -> !cast.proposer().equals(proposer))
                .filter(cast -> cast.at().plus(hold).isAfter(now));
    }
}
