package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one height, weighed by voting power. Of a validator's votes for a round and type the first counts; a
 * second, different one is reported as evidence. A certificate counts as a whole, whatever its signers said before.
 *
 * <p>Bounded: of a validator's votes for rounds that are still to come only the {@link #MAX_ROUNDS_AHEAD} latest rounds
 * are kept, so that a validator that votes in a million rounds costs no more than one that votes in a few.
 */
public final class VoteKeeper {

    /** Rounds beyond the current one for which the votes of one validator are kept. */
    public static final int MAX_ROUNDS_AHEAD = 8;

    private final ValidatorSet validators;
    private final TreeMap<Integer, Map<Vote.Type, Tally>> rounds = new TreeMap<>();
    private final List<Equivocation> equivocations = new ArrayList<>();

    public VoteKeeper(ValidatorSet validators) {
        this.validators = validators;
    }

    /** Two different votes of one validator for one round and type; {@code first} counts. */
    public record Equivocation(Vote first, Vote second) {}

    /**
     * Takes a vote in, while the validator is in {@code currentRound} (−1 before the first); false when it changes
     * nothing, because it is known, out of bounds, a second one, or not a validator's.
     */
    public boolean add(Vote vote, int currentRound) {
        Optional<ValidatorSet.Member> member = validators.find(vote.validator());
        if (member.isEmpty()) return false;
        if (vote.round() > currentRound && !makeRoom(vote, currentRound)) return false;

        Tally tally = tally(vote.type(), vote.round());
        Vote first = tally.first.putIfAbsent(vote.validator(), vote);
        if (first == null) {
            tally.power.merge(vote.block(), (long) member.get().power(), Long::sum);
            tally.total += member.get().power();
            return true;
        }
        if (!first.block().equals(vote.block()) && tally.accused.add(vote.validator()))
            equivocations.add(new Equivocation(first, vote));
        return false;
    }

    /** The equivocations noticed since this was last asked; each validator, round and type once. */
    public List<Equivocation> takeEquivocations() {
        List<Equivocation> taken = List.copyOf(equivocations);
        equivocations.clear();
        return taken;
    }

    /**
     * Takes a certificate in: votes of one type, round and value by distinct validators with a quorum of power. Anything
     * else is refused with false and changes nothing.
     */
    public boolean addCertificate(List<Vote> votes, int currentRound) {
        if (votes.isEmpty()) return false;
        Vote sample = votes.getFirst();
        Set<PublicKey> signers = new HashSet<>();
        long power = 0;
        for (Vote vote : votes) {
            Optional<ValidatorSet.Member> member = validators.find(vote.validator());
            boolean fits = vote.type() == sample.type()
                    && vote.round() == sample.round()
                    && vote.block().equals(sample.block());
            if (!fits || member.isEmpty() || !signers.add(vote.validator())) return false;
            power += member.get().power();
        }
        if (power < validators.quorumPower()) return false;

        tally(sample.type(), sample.round()).certificates.putIfAbsent(sample.block(), List.copyOf(votes));
        for (Vote vote : votes) add(vote, Math.max(currentRound, sample.round()));
        return true;
    }

    /** Whether more than two thirds of the power voted for {@code id} (empty: nil). */
    public boolean hasQuorum(Vote.Type type, int round, Optional<Hash> id) {
        Tally tally = find(type, round);
        return tally != null
                && (tally.certificates.containsKey(id) || tally.power.getOrDefault(id, 0L) >= validators.quorumPower());
    }

    /** Votes for {@code id} with a power of {@code least} or more: a certificate's or those that count; empty when neither has. */
    List<Vote> votesWithPower(Vote.Type type, int round, Hash id, long least) {
        Tally tally = find(type, round);
        if (tally == null) return List.of();
        List<Vote> certificate = tally.certificates.getOrDefault(Optional.of(id), List.of());
        if (power(certificate) >= least) return certificate;
        List<Vote> counted = tally.first.values().stream()
                .filter(vote -> vote.block().equals(Optional.of(id)))
                .toList();
        return power(counted) >= least ? counted : List.of();
    }

    private long power(List<Vote> votes) {
        return votes.stream()
                .flatMap(vote -> validators.find(vote.validator()).stream())
                .mapToLong(ValidatorSet.Member::power)
                .sum();
    }

    /** Whether more than two thirds of the power voted at all. */
    public boolean hasQuorumOfAny(Vote.Type type, int round) {
        return power(type, round) >= validators.quorumPower();
    }

    /** The power that voted at all. */
    public long power(Vote.Type type, int round) {
        Tally tally = find(type, round);
        return tally == null ? 0 : tally.total;
    }

    /** The votes for {@code id}, a certificate's where there is one. */
    public List<Vote> votesFor(Vote.Type type, int round, Optional<Hash> id) {
        Tally tally = find(type, round);
        if (tally == null) return List.of();
        List<Vote> certificate = tally.certificates.get(id);
        if (certificate != null) return certificate;
        return tally.first.values().stream()
                .filter(vote -> vote.block().equals(id))
                .toList();
    }

    /** All votes that count, in the order of the validators' keys. */
    public List<Vote> votes(Vote.Type type, int round) {
        Tally tally = find(type, round);
        return tally == null ? List.of() : List.copyOf(tally.first.values());
    }

    /** The vote of {@code validator} that counts, if there is one. */
    public Optional<Vote> vote(Vote.Type type, int round, PublicKey validator) {
        Tally tally = find(type, round);
        return tally == null ? Optional.empty() : Optional.ofNullable(tally.first.get(validator));
    }

    /** The rounds with votes above {@code round}, latest first. */
    public Collection<Integer> roundsAbove(int round) {
        return rounds.tailMap(round, false).descendingMap().keySet();
    }

    /** Who voted in {@code round}, whatever the type. */
    public Set<PublicKey> voters(int round) {
        Set<PublicKey> voters = new HashSet<>();
        for (Tally tally : rounds.getOrDefault(round, Map.of()).values()) voters.addAll(tally.first.keySet());
        return voters;
    }

    /** Forgets the validator's earliest round ahead when it is at its limit; false when {@code vote} is earlier still. */
    private boolean makeRoom(Vote vote, int currentRound) {
        List<Integer> ahead = new ArrayList<>();
        for (int round : rounds.tailMap(currentRound, false).keySet()) {
            if (voters(round).contains(vote.validator())) ahead.add(round);
        }
        if (ahead.contains(vote.round()) || ahead.size() < MAX_ROUNDS_AHEAD) return true;
        int earliest = ahead.getFirst();
        if (vote.round() < earliest) return false;
        Map<Vote.Type, Tally> tallies = rounds.getOrDefault(earliest, Map.of());
        for (Tally tally : tallies.values()) tally.forget(vote.validator(), validators);
        if (tallies.values().stream().allMatch(Tally::isEmpty)) rounds.remove(earliest);
        return true;
    }

    private Tally tally(Vote.Type type, int round) {
        return rounds.computeIfAbsent(round, key -> new EnumMap<>(Vote.Type.class))
                .computeIfAbsent(type, key -> new Tally());
    }

    private @Nullable Tally find(Vote.Type type, int round) {
        return rounds.getOrDefault(round, Map.of()).get(type);
    }

    /** The votes of one round and type. */
    private static final class Tally {

        private final TreeMap<PublicKey, Vote> first = new TreeMap<>();
        private final Map<Optional<Hash>, Long> power = new HashMap<>();
        private final Map<Optional<Hash>, List<Vote>> certificates = new HashMap<>();
        private final Set<PublicKey> accused = new HashSet<>();
        private long total;

        private boolean isEmpty() {
            return first.isEmpty() && certificates.isEmpty();
        }

        private void forget(PublicKey validator, ValidatorSet validators) {
            Vote vote = first.remove(validator);
            if (vote == null) return;
            long weight = validators.find(validator).orElseThrow().power();
            power.merge(vote.block(), -weight, Long::sum);
            total -= weight;
        }
    }
}
