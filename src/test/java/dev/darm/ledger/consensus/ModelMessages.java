package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.Statement;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The messages of a bounded height, numbered: a pool of them is a long with bits for each that a correct validator can
 * say. Validators are numbers, the correct ones first. Byzantine messages need no number, as they are always there.
 */
final class ModelMessages {

    static final int VALIDATORS = 4;

    private final int correct;
    private final int values;
    private final int[] schedule;
    private final ValidatorSet validators = Words.validators(VALIDATORS);
    private final List<PublicKey> keys =
            validators.members().stream().map(ValidatorSet.Member::key).toList();
    private final List<Optional<Hash>> ids;
    private final List<List<Said>> offers = new ArrayList<>();
    private final int[] offerBits;
    private final Optional<FastPath> fast;

    /** An offer; {@code content} is a value, or what no correct validator holds for valid when it is beyond them. */
    record Said(int round, int validRound, int content) {}

    /**
     * {@code schedule} names the proposer of each round.
     *
     * @param missing the power that may be missing from a fast decision; empty without the fast path
     */
    ModelMessages(int correct, int values, int[] schedule, OptionalInt missing) {
        this.correct = correct;
        this.values = values;
        this.schedule = schedule.clone();
        this.ids = IntStream.range(0, Local.FIRST + values + 1)
                .mapToObj(
                        content -> content < Local.FIRST ? Optional.<Hash>empty() : Optional.of(Hash.of(word(content))))
                .toList();
        this.offerBits = new int[schedule.length];
        this.fast = missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new FastPath(validators, this::proposerKey, missing.getAsInt()));
        int bits = correct * schedule.length * 2 * values;
        for (int round = 0; round < schedule.length; round++) {
            boolean lies = schedule[round] >= correct;
            List<Said> possible = new ArrayList<>();
            for (int validRound = -1; validRound < (fast.isPresent() ? 0 : round); validRound++) {
                for (int value = 0; value < values + (lies ? 1 : 0); value++)
                    possible.add(new Said(round, validRound, Local.FIRST + value));
            }
            offers.add(possible);
            offerBits[round] = bits;
            if (!lies) bits += fast.isPresent() ? values : values + round + 1;
        }
        if (bits > Long.SIZE)
            throw new IllegalArgumentException(
                    "expected at most 64 bits for what correct validators can say, not %d: use".formatted(bits)
                            + " fewer rounds or values");
    }

    ValidatorSet validators() {
        return validators;
    }

    int correct() {
        return correct;
    }

    int values() {
        return values;
    }

    int lastRound() {
        return schedule.length - 1;
    }

    int proposer(int round) {
        return schedule[round];
    }

    boolean proposesAfter(int validator, int round) {
        return IntStream.range(round + 1, schedule.length).anyMatch(later -> schedule[later] == validator);
    }

    PublicKey key(int validator) {
        return keys.get(validator);
    }

    Optional<Hash> id(int content) {
        return ids.get(content);
    }

    /** The number of what a vote is for; {@link Local#NONE} when it is not valid. */
    int content(Optional<Hash> id) {
        int at = id.isEmpty() ? Local.NIL : ids.indexOf(id);
        return at < Local.FIRST + values ? at : Local.NONE;
    }

    /** Whether this is a value that correct validators may vote for. */
    boolean real(int content) {
        return content >= Local.FIRST && content < Local.FIRST + values;
    }

    List<Said> offers(int round) {
        return offers.get(round);
    }

    boolean said(int validator, Local local, Said offer) {
        return schedule[offer.round] == validator
                && local.offer(offer.round) == offer.content
                && local.offerValidRound(offer.round) == offer.validRound;
    }

    /** The offer's bits, one for its value and one for its valid round, as there is one a round; 0 for a Byzantine one. */
    long bits(Said offer) {
        if (schedule[offer.round] >= correct) return 0;
        int first = offerBits[offer.round];
        if (fast.isPresent()) return 1L << first + offer.content - Local.FIRST;
        return 1L << first + offer.content - Local.FIRST | 1L << first + values + offer.validRound + 1;
    }

    /** The bit of a correct validator's vote for a value; 0 for nil and nothing. */
    long voteBit(int voter, Vote.Type type, int round, int content) {
        if (!real(content)) return 0;
        return 1L << ((voter * schedule.length + round) * 2 + type.ordinal()) * values + content - Local.FIRST;
    }

    /** All that {@code validator} has said. */
    long saidBy(int validator, Local local) {
        long said = 0;
        for (int round = 0; round <= local.round(); round++) {
            said |= voteBit(validator, Vote.Type.PREVOTE, round, local.prevote(round));
            said |= voteBit(validator, Vote.Type.PRECOMMIT, round, local.precommit(round));
            if (local.offer(round) != Local.NONE)
                said |= bits(new Said(round, local.offerValidRound(round), local.offer(round)));
        }
        return said;
    }

    /** The fast path, if this height is decided with it. */
    Optional<FastPath> fast() {
        return fast;
    }

    /** The number of the question whether {@code content} is admitted in {@code round}, which is 1 or more. */
    int gate(int round, int content) {
        return (round - 1) * values + content - Local.FIRST;
    }

    /** A claim with a proof by everybody: of a prevote by endorsements, of a precommit by prevotes. */
    Statement.Claim claim(Vote.Type proof, int round, int content) {
        boolean offered = round == 0 && proof == Vote.Type.ENDORSE;
        List<Vote> votes = new ArrayList<>();
        for (int voter = 0; voter < VALIDATORS && !offered; voter++) votes.add(signed(voter, proof, round, content));
        Optional<Signature> signature = offered ? Optional.of(Words.BLANK) : Optional.empty();
        return new Statement.Claim(round, hash(content), signature, votes);
    }

    Hash hash(int content) {
        return ids.get(content).orElseThrow();
    }

    private PublicKey proposerKey(long height, int round) {
        return keys.get(schedule[round]);
    }

    Vote signed(int voter, Vote.Type type, int round, int content) {
        return Words.vote(type, 1, round, ids.get(content), keys.get(voter));
    }

    Input<String> vote(int voter, Vote.Type type, int round, int content) {
        return new Input.VoteHeard<>(signed(voter, type, round, content));
    }

    Input<String> offer(Said offer) {
        return new Input.OfferHeard<>(new Offer<>(
                1,
                offer.round,
                offer.validRound,
                word(offer.content),
                keys.get(schedule[offer.round]),
                Words.BLANK,
                because(offer.round)));
    }

    /** What a core needs to take an offer in: statements that admit it. Whether there are such is for the gates to tell. */
    List<Statement> because(int round) {
        return fast.isPresent() && round > 0 ? ModelGates.nothing(validators, round) : List.of();
    }

    ConsensusCore<String> core(int validator) {
        return Words.core(validators, this::proposerKey, keys.get(validator), fast);
    }

    private String word(int content) {
        return content < Local.FIRST + values ? Local.word(content) : "invalid";
    }
}
