package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof that a validator said two different things where it may say one: two votes of one type, or two proposals, in
 * one round of one height. It needs nothing but itself, the chain's id and the key, so whoever sees it can judge it. A
 * block that holds it takes the validator's seat away (seed 000 §7.4).
 *
 * <p>It does not expire: its only effect is on a key that is still enrolled, so what was used once has no effect again, and a
 * key that was caught stays out. No validator that keeps its log of votes can be accused with it.
 *
 * @param first of the two statements the one with the lesser bytes
 */
public record Evidence(About about, long height, int round, PublicKey validator, Statement first, Statement second)
        implements Canonical {

    private static final int KIND = 0x1C;
    private static final int WITHOUT_TIMES = 1;
    private static final int WITH_TIMES = 2;

    /** What was said twice. */
    public enum About {
        PREVOTE(1),
        PRECOMMIT(2),
        PROPOSAL(3);

        private final int code;

        About(int code) {
            this.code = code;
        }

        private static About read(ByteReader from) {
            int code = from.u8();
            for (About about : values()) if (about.code == code) return about;
            throw from.malformed("evidence about " + code);
        }
    }

    /**
     * One of the two.
     *
     * @param block the hash of the block that was voted for or proposed; empty for a vote for nil
     * @param validRound of a proposal; −1 for votes
     * @param time that a precommit states, on the fast path a prevote as well
     */
    public record Statement(Optional<Hash> block, int validRound, Optional<Instant> time, Signature signature)
            implements Canonical {

        public Statement {
            time = time.map(BlockHeader::requireTime);
        }

        static Statement read(ByteReader from, boolean withTimes) {
            Optional<Hash> block = from.bool() ? Optional.of(from.hash()) : Optional.empty();
            int validRound = from.i32();
            Optional<Instant> time = withTimes && from.bool() ? Optional.of(from.instant()) : Optional.empty();
            Signature signature = Signature.read(from);
            return from.valid(() -> new Statement(block, validRound, time, signature));
        }

        @Override
        public void write(ByteWriter to) {
            write(to, false);
        }

        private void write(ByteWriter to, boolean withTimes) {
            to.bool(block.isPresent());
            block.ifPresent(to::hash);
            to.i32(validRound);
            if (withTimes) to.bool(time.isPresent());
            time.ifPresent(to::instant);
            signature.write(to);
        }

        /** A time makes no difference: a validator that is asked again may read its clock again. */
        private boolean differs(Statement other) {
            return !block.equals(other.block) || validRound != other.validRound;
        }
    }

    public Evidence {
        ConsensusMessage.requireHeightAndRound(height, round);
        if (!first.differs(second))
            throw new IllegalArgumentException("the two statements of an evidence are the same");
        if (Arrays.compareUnsigned(first.bytes(), second.bytes()) > 0)
            throw new IllegalArgumentException("the two statements of an evidence are not in their order");
        requireStatement(about, round, first);
        requireStatement(about, round, second);
    }

    private static void requireStatement(About about, int round, Statement one) {
        if (about == About.PROPOSAL
                ? one.block.isEmpty() || one.validRound < -1 || one.validRound >= round
                : one.validRound != -1)
            throw new IllegalArgumentException("no " + about + " says " + one.block + " with valid round "
                    + one.validRound + " in round " + round);
        if (one.time.isPresent() && (about == About.PROPOSAL || one.block.isEmpty()))
            throw new IllegalArgumentException("no " + about + " for " + one.block + " states a time");
    }

    private static Evidence of(
            About about, long height, int round, PublicKey validator, Statement one, Statement other) {
        boolean ordered = Arrays.compareUnsigned(one.bytes(), other.bytes()) <= 0;
        return new Evidence(about, height, round, validator, ordered ? one : other, ordered ? other : one);
    }

    /** Two votes of one validator, height, round and type for different blocks. */
    public static Evidence of(Vote one, Vote other) {
        About about =
                switch (one.type()) {
                    case PREVOTE -> About.PREVOTE;
                    case PRECOMMIT -> About.PRECOMMIT;
                    case ENDORSE -> throw new IllegalArgumentException("two endorsements are no evidence");
                };
        return of(
                about,
                one.height(),
                one.round(),
                one.validator(),
                new Statement(one.block(), -1, one.time(), one.signature()),
                new Statement(other.block(), -1, other.time(), other.signature()));
    }

    /** Two different proposals of one validator, height and round. */
    public static Evidence of(Proposal one, Proposal other) {
        return of(
                About.PROPOSAL,
                one.height(),
                one.round(),
                one.validator(),
                new Statement(Optional.of(one.block().hash()), one.validRound(), Optional.empty(), one.signature()),
                new Statement(
                        Optional.of(other.block().hash()), other.validRound(), Optional.empty(), other.signature()));
    }

    /**
     * Of each that signed two certificates of one height, for different blocks, the evidence of it. Empty when they are not of one round
     * and type: to sign another block in a later round is not against the rules by itself.
     */
    static List<Evidence> between(Certificate one, Certificate other) {
        if (!one.isOfOneRoundWith(other)) return List.of();
        Map<PublicKey, Vote> votes = new LinkedHashMap<>();
        for (Vote vote : one.votes()) votes.put(vote.validator(), vote);
        List<Evidence> found = new ArrayList<>();
        for (Vote vote : other.votes()) {
            Vote first = votes.get(vote.validator());
            if (first != null) found.add(of(first, vote));
        }
        return found;
    }

    /** The evidence in a payload of kind {@link Payload#EVIDENCE}. */
    static Evidence of(Payload payload) throws MalformedBytes {
        return ByteReader.readAll(payload.content(), Evidence::read);
    }

    public Payload payload() {
        return new Payload(Payload.EVIDENCE, bytes());
    }

    public static Evidence read(ByteReader from) {
        boolean withTimes = from.expectUpTo("evidence", KIND, WITH_TIMES) == WITH_TIMES;
        About about = About.read(from);
        long height = from.i64();
        int round = from.i32();
        PublicKey validator = PublicKey.read(from);
        Statement first = Statement.read(from, withTimes);
        Statement second = Statement.read(from, withTimes);
        if (withTimes && first.time.isEmpty() && second.time.isEmpty())
            throw from.malformed("an evidence with times states one");
        return from.valid(() -> new Evidence(about, height, round, validator, first, second));
    }

    @Override
    public void write(ByteWriter to) {
        boolean withTimes = first.time.isPresent() || second.time.isPresent();
        to.u8(KIND).u8(withTimes ? WITH_TIMES : WITHOUT_TIMES);
        to.u8(about.code).i64(height).i32(round);
        validator.write(to);
        first.write(to, withTimes);
        second.write(to, withTimes);
    }

    /** Why this accuses none of {@code validators}; empty when one is guilty. */
    public Optional<String> refusal(ValidatorSet validators, String chainId) {
        Optional<ValidatorSet.Member> accused = validators.find(validator);
        if (accused.isEmpty()) return Optional.of("the accused " + validator + " is no validator");
        PublicKey key = accused.get().key();
        for (Statement one : new Statement[] {first, second}) {
            if (!one.signature.verifies(key, signedBytes(chainId, one)))
                return Optional.of("a signature of the accused " + accused.get().name() + " does not verify");
        }
        if (validators.size() == 1) return Optional.of("the accused is the only validator");
        return Optional.empty();
    }

    private byte[] signedBytes(String chainId, Statement one) {
        return switch (about) {
            case PREVOTE -> Vote.signedBytes(chainId, Vote.Type.PREVOTE, height, round, one.block, one.time);
            case PRECOMMIT -> Vote.signedBytes(chainId, Vote.Type.PRECOMMIT, height, round, one.block, one.time);
            case PROPOSAL -> Proposal.signedBytes(chainId, height, round, one.validRound, one.block.orElseThrow());
        };
    }
}
