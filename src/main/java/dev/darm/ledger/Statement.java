package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a validator tells the proposer of a round that it enters, on a chain with the fast path: for which block it
 * prevoted last and for which it precommitted last in the rounds before, each with the proof that it could. Who has
 * stated this for a round never votes in an earlier one. See docs/ledger.md.
 *
 * @param height 1 or more
 * @param round 1 or more: the round that is entered
 * @param prevoted the last prevote for a block; empty when there was none
 * @param precommitted the last precommit for a block; empty when there was none
 * @param signature over the rounds and blocks claimed; the proofs are signed by those who gave them
 */
public record Statement(
        long height,
        int round,
        Optional<Claim> prevoted,
        Optional<Claim> precommitted,
        PublicKey validator,
        Signature signature)
        implements Canonical {

    private static final int KIND = 0x26;
    private static final int VERSION = 1;
    private static final String DOMAIN = "darm ledger statement 1";

    /**
     * A vote for a block, and why it could be cast.
     *
     * @param round of the vote, below that of the statement
     * @param offered of a prevote in round 0: the signature of that round's proposer under its offer of the block
     * @param votes of a prevote in a later round: the endorsements of that round for the block; of a precommit: the
     *     prevotes of its round for the block
     */
    public record Claim(int round, Hash block, Optional<Signature> offered, List<Vote> votes) implements Canonical {

        public Claim {
            if (round < 0) throw new IllegalArgumentException("round must be 0 or more: " + round);
            votes = List.copyOf(votes);
        }

        private byte[] offer(String chainId, long height) {
            return Proposal.signedBytes(chainId, height, 0, -1, block);
        }

        static Claim read(ByteReader from) {
            int round = from.i32();
            Hash block = from.hash();
            Optional<Signature> offered = from.bool() ? Optional.of(Signature.read(from)) : Optional.empty();
            List<Vote> votes = from.list(Vote::read);
            return from.valid(() -> new Claim(round, block, offered, votes));
        }

        @Override
        public void write(ByteWriter to) {
            to.i32(round).hash(block).bool(offered.isPresent());
            offered.ifPresent(signature -> signature.write(to));
            to.list(votes);
        }
    }

    public Statement {
        ConsensusMessage.requireHeightAndRound(height, round);
        if (round < 1) throw new IllegalArgumentException("a statement is for round 1 or more, not " + round);
        requireBefore(round, prevoted);
        requireBefore(round, precommitted);
    }

    private static void requireBefore(int round, Optional<Claim> claim) {
        if (claim.isPresent() && claim.get().round >= round)
            throw new IllegalArgumentException(
                    "a statement for round %d claims a vote of round %d".formatted(round, claim.get().round));
    }

    /** The statement of {@code key} for {@code round} on chain {@code chainId}. */
    public static Statement sign(
            String chainId,
            long height,
            int round,
            Optional<Claim> prevoted,
            Optional<Claim> precommitted,
            SigningKey key) {
        byte[] message = signedBytes(chainId, height, round, prevoted, precommitted);
        return new Statement(height, round, prevoted, precommitted, key.publicKey(), Signature.of(key, message));
    }

    public static Statement read(ByteReader from) {
        from.expect("statement", KIND, VERSION);
        long height = from.i64();
        int round = from.i32();
        Optional<Claim> prevoted = from.bool() ? Optional.of(Claim.read(from)) : Optional.empty();
        Optional<Claim> precommitted = from.bool() ? Optional.of(Claim.read(from)) : Optional.empty();
        PublicKey validator = PublicKey.read(from);
        Signature signature = Signature.read(from);
        return from.valid(() -> new Statement(height, round, prevoted, precommitted, validator, signature));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).i64(height).i32(round).bool(prevoted.isPresent());
        prevoted.ifPresent(claim -> claim.write(to));
        to.bool(precommitted.isPresent());
        precommitted.ifPresent(claim -> claim.write(to));
        validator.write(to);
        signature.write(to);
    }

    /**
     * Whether all that this holds was signed by whom it must; what it proves is not asked.
     *
     * @param proposer of round 0
     * @param sound whether a vote is one of this chain and signed by its validator
     */
    boolean verifies(String chainId, ValidatorSet validators, PublicKey proposer, Predicate<Vote> sound) {
        byte[] message = signedBytes(chainId, height, round, prevoted, precommitted);
        return validators
                        .find(validator)
                        .filter(member -> signature.verifies(member.key(), message))
                        .isPresent()
                && Stream.of(prevoted, precommitted)
                        .flatMap(Optional::stream)
                        .allMatch(claim -> claim.votes.size() <= validators.size()
                                && claim.offered.stream()
                                        .allMatch(one -> one.verifies(proposer, claim.offer(chainId, height)))
                                && claim.votes.stream().allMatch(vote -> vote.height() == height && sound.test(vote)));
    }

    /** The latest round of its claims, or −1 when it claims nothing. */
    public int claimedRound() {
        return Math.max(
                prevoted.map(Claim::round).orElse(-1),
                precommitted.map(Claim::round).orElse(-1));
    }

    private static byte[] signedBytes(
            String chainId, long height, int round, Optional<Claim> prevoted, Optional<Claim> precommitted) {
        ByteWriter to = new ByteWriter().text(DOMAIN).text(chainId).i64(height).i32(round);
        for (Optional<Claim> claim : List.of(prevoted, precommitted)) {
            to.bool(claim.isPresent());
            claim.ifPresent(one -> to.i32(one.round).hash(one.block));
        }
        return to.toBytes();
    }
}
