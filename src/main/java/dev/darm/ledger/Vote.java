package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.Optional;

/**
 * A validator's vote in a round: for the block of a hash, or for none ("nil" in arXiv 1807.04938).
 *
 * @param block the hash of the header; empty for nil
 * @param time what the voter's clock read, to the millisecond; in chains whose blocks have version 3 in all precommits for a
 *     block, on the fast path in all prevotes for one as well. Two votes that differ in it alone are one, said with two times
 */
public record Vote(
        Type type,
        long height,
        int round,
        Optional<Hash> block,
        Optional<Instant> time,
        PublicKey validator,
        Signature signature)
        implements ConsensusMessage {

    private static final int KIND = 0x14;
    private static final int WITHOUT_TIME = 1;
    private static final int WITH_TIME = 2;
    private static final String DOMAIN = "darm ledger vote 1";
    private static final String DOMAIN_WITH_TIME = "darm ledger vote 2";

    /** The two voting steps of a round, and the one before them that later rounds of the fast path have. */
    public enum Type {
        PREVOTE(1),
        PRECOMMIT(2),
        /** Earlier rounds do not speak against the block; see docs/ledger.md. */
        ENDORSE(3);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type read(ByteReader from) {
            int code = from.u8();
            for (Type type : values()) if (type.code == code) return type;
            throw from.malformed("vote type " + code);
        }
    }

    public Vote {
        ConsensusMessage.requireHeightAndRound(height, round);
        if (time.isPresent() && (type == Type.ENDORSE || block.isEmpty()))
            throw new IllegalArgumentException("only a prevote or precommit for a block states a time");
        time = time.map(BlockHeader::requireTime);
    }

    /** A vote without a time. */
    public Vote(Type type, long height, int round, Optional<Hash> block, PublicKey validator, Signature signature) {
        this(type, height, round, block, Optional.empty(), validator, signature);
    }

    /** The vote that {@code key} casts on chain {@code chainId}. */
    public static Vote sign(String chainId, Type type, long height, int round, Optional<Hash> block, SigningKey key) {
        byte[] message = signedBytes(chainId, type, height, round, block, Optional.empty());
        return new Vote(type, height, round, block, key.publicKey(), Signature.of(key, message));
    }

    /** The precommit for {@code block} that {@code key} casts at {@code time}. */
    public static Vote precommit(String chainId, long height, int round, Hash block, Instant time, SigningKey key) {
        return timed(chainId, Type.PRECOMMIT, height, round, block, time, key);
    }

    /** The vote of {@code type} for {@code block} that {@code key} casts at {@code time}. */
    static Vote timed(String chainId, Type type, long height, int round, Hash block, Instant time, SigningKey key) {
        Optional<Hash> voted = Optional.of(block);
        Optional<Instant> stated = Optional.of(BlockHeader.requireTime(time));
        byte[] message = signedBytes(chainId, type, height, round, voted, stated);
        return new Vote(type, height, round, voted, stated, key.publicKey(), Signature.of(key, message));
    }

    public static Vote read(ByteReader from) {
        int version = from.expectUpTo("vote", KIND, WITH_TIME);
        Type type = Type.read(from);
        long height = from.i64();
        int round = from.i32();
        Optional<Hash> block = from.bool() ? Optional.of(from.hash()) : Optional.empty();
        Optional<Instant> time = version == WITH_TIME ? Optional.of(from.instant()) : Optional.empty();
        PublicKey validator = PublicKey.read(from);
        Signature signature = Signature.read(from);
        return from.valid(() -> new Vote(type, height, round, block, time, validator, signature));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(time.isPresent() ? WITH_TIME : WITHOUT_TIME);
        writeContent(to, type, height, round, block, time);
        validator.write(to);
        signature.write(to);
    }

    @Override
    public byte[] signedBytes(String chainId) {
        return signedBytes(chainId, type, height, round, block, time);
    }

    static byte[] signedBytes(
            String chainId, Type type, long height, int round, Optional<Hash> block, Optional<Instant> time) {
        ByteWriter to = new ByteWriter()
                .text(time.isPresent() ? DOMAIN_WITH_TIME : DOMAIN)
                .text(chainId);
        writeContent(to, type, height, round, block, time);
        return to.toBytes();
    }

    private static void writeContent(
            ByteWriter to, Type type, long height, int round, Optional<Hash> block, Optional<Instant> time) {
        to.u8(type.code).i64(height).i32(round).bool(block.isPresent());
        block.ifPresent(to::hash);
        time.ifPresent(to::instant);
    }
}
