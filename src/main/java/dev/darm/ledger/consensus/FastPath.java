package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Statement.Claim;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The counting of the fast path: how much power decides by prevotes alone, and which values a later round may still turn to
 * without contradicting such a decision. It holds no state; docs/ledger.md has the argument.
 *
 * <p>P is the power of all, Q that of a quorum, B = P − Q the most that may be Byzantine, T the power that may be missing
 * from a fast decision. What must hold is T ≤ B and 2T &lt; P − 3B + 2m with m the least power of a validator.
 */
public final class FastPath {

    private final ValidatorSet validators;
    private final Proposers proposers;
    private final long byzantine;
    private final long missing;

    FastPath(ValidatorSet validators, Proposers proposers, long missing) {
        this.validators = validators;
        this.proposers = proposers;
        this.byzantine = validators.totalPower() - validators.quorumPower();
        this.missing = missing;
    }

    /** With as much power missing as may be: all that may be Byzantine where n ≥ 5f − 1. */
    public static FastPath of(ValidatorSet validators, Proposers proposers) {
        return new FastPath(validators, proposers, mostMissing(validators));
    }

    /** The greatest T. */
    static long mostMissing(ValidatorSet validators) {
        long total = validators.totalPower();
        long byzantine = total - validators.quorumPower();
        long least = validators.members().stream()
                .mapToLong(ValidatorSet.Member::power)
                .min()
                .orElseThrow();
        return Math.min(byzantine, (total - 3 * byzantine - 1) / 2 + least);
    }

    /** The power of prevotes that decides: P − T. */
    public static long power(ValidatorSet validators) {
        return validators.totalPower() - mostMissing(validators);
    }

    /** The power of prevotes that decides here. */
    long power() {
        return validators.totalPower() - missing;
    }

    /** Whether the votes in {@code statement} show what they must; signatures are the embedder's. */
    boolean proven(Statement statement) {
        long height = statement.height();
        return validators.find(statement.validator()).isPresent()
                && statement.prevoted().stream().allMatch(claim -> provenPrevote(claim, height))
                && statement.precommitted().stream()
                        .allMatch(claim -> holds(claim, Vote.Type.PREVOTE, height, validators.quorumPower()));
    }

    private boolean provenPrevote(Claim claim, long height) {
        if (claim.round() == 0) return claim.offered().isPresent();
        return holds(claim, Vote.Type.ENDORSE, height, validators.honestPower());
    }

    private boolean holds(Claim claim, Vote.Type type, long height, long least) {
        Set<PublicKey> voters = new HashSet<>();
        long power = 0;
        for (Vote vote : claim.votes()) {
            boolean fits = vote.type() == type
                    && vote.height() == height
                    && vote.round() == claim.round()
                    && vote.block().equals(Optional.of(claim.block()));
            if (!fits || !voters.add(vote.validator())) return false;
            power += power(vote.validator());
        }
        return power >= least;
    }

    /** What {@code statements} claim, latest rounds first; precommits before prevotes. */
    static List<Claim> claims(Collection<Statement> statements) {
        Comparator<Claim> latest = Comparator.comparingInt(Claim::round).reversed();
        return Stream.concat(
                        statements.stream().flatMap(one -> one.precommitted().stream()),
                        statements.stream().flatMap(one -> one.prevoted().stream()))
                .sorted(latest)
                .toList();
    }

    /** Whether any of {@code statements} claims {@code id}. */
    static boolean claims(Collection<Statement> statements, Hash id) {
        return claims(statements).stream().anyMatch(claim -> claim.block().equals(id));
    }

    /**
     * Whether statements for {@code round} rule out that an earlier round decided anything but {@code id}; without an id,
     * that it decided anything at all. It is enough that some of them do, so more statements never take it back.
     */
    boolean admits(Collection<Statement> statements, long height, int round, Optional<Hash> id) {
        Map<PublicKey, Statement> heard = new TreeMap<>();
        for (Statement statement : statements) {
            if (statement.height() == height && statement.round() == round && proven(statement))
                heard.putIfAbsent(statement.validator(), statement);
        }
        Collection<Statement> all = heard.values();
        if (quorum(only(all, one -> one.claimedRound() < 0))) return true;
        TreeSet<Integer> rounds = new TreeSet<>();
        for (Claim claim : claims(all)) rounds.add(claim.round());
        for (int latest : rounds.descendingSet()) {
            List<Statement> until = only(all, one -> one.claimedRound() <= latest);
            if (id.isPresent() && (hasPolka(until, latest, id.get()) || agree(until, latest, id.get()))) return true;
            if (ruledOut(until, height, latest, id)) return true;
        }
        return false;
    }

    /** A polka of the latest round claimed: no other value can have been decided in it. */
    private boolean hasPolka(List<Statement> statements, int latest, Hash id) {
        return quorum(statements) && statements.stream().anyMatch(one -> claims(one.precommitted(), latest, id));
    }

    /** Those that claim the latest round claim one value: some of them would claim another if it had been decided. */
    private boolean agree(List<Statement> statements, int latest, Hash id) {
        List<Statement> agreeing = only(
                statements,
                one -> !claimsOther(one.prevoted(), latest, id) && !claimsOther(one.precommitted(), latest, id));
        return quorum(agreeing) && agreeing.stream().anyMatch(one -> one.claimedRound() == latest);
    }

    /**
     * Two values are claimed in the latest round, so its proposer offered both and is Byzantine: it does not count. A value
     * can have been decided only if all the others claim it but those that were missing and the liars left; every one but
     * {@code id} must be ruled out so.
     */
    private boolean ruledOut(List<Statement> statements, long height, int latest, Optional<Hash> id) {
        PublicKey proposer = proposers.proposer(height, latest);
        List<Statement> others = only(
                statements,
                one -> !one.validator().equals(proposer)
                        && one.precommitted()
                                .filter(claim -> claim.round() == latest)
                                .isEmpty());
        Set<Hash> claimed = new TreeSet<>();
        for (Statement one : others)
            one.prevoted().filter(claim -> claim.round() == latest).ifPresent(claim -> claimed.add(claim.block()));
        if (claimed.size() < 2 || !quorum(others)) return false;
        long mayNotClaim = mayNotClaim(proposer);
        return claimed.stream()
                .filter(value -> !Optional.of(value).equals(id))
                .allMatch(value -> powerOf(only(others, one -> !claims(one.prevoted(), latest, value))) > mayNotClaim);
    }

    /** The power, but for {@code proposer}, that can be silent about a value that was decided fast: the missing and other liars. */
    private long mayNotClaim(PublicKey proposer) {
        return byzantine + missing - power(proposer);
    }

    private static boolean claims(Optional<Claim> claim, int round, Hash id) {
        return claim.filter(one -> one.round() == round && one.block().equals(id))
                .isPresent();
    }

    private static boolean claimsOther(Optional<Claim> claim, int round, Hash id) {
        return claim.filter(one -> one.round() == round && !one.block().equals(id))
                .isPresent();
    }

    private static List<Statement> only(Collection<Statement> statements, Predicate<Statement> wanted) {
        return statements.stream().filter(wanted).toList();
    }

    private boolean quorum(Collection<Statement> statements) {
        return powerOf(statements) >= validators.quorumPower();
    }

    private long powerOf(Collection<Statement> statements) {
        return statements.stream().mapToLong(one -> power(one.validator())).sum();
    }

    private long power(PublicKey validator) {
        return validators.find(validator).map(ValidatorSet.Member::power).orElse(0);
    }
}
