package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.util.Optional;

/**
 * A validator's vote in a round: for the block of a hash, or for none ("nil" in arXiv 1807.04938).
 *
 * @param block the hash of the header; empty for nil
 */
public record Vote(Type type, long height, int round, Optional<Hash> block, PublicKey validator, Signature signature)
        implements ConsensusMessage {

    private static final int KIND = 0x14;
    private static final int VERSION = 1;
    private static final String DOMAIN = "darm ledger vote 1";

    /** The two voting steps of a round. */
    public enum Type {
        PREVOTE(1),
        PRECOMMIT(2);

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
    }

    /** The vote that {@code key} casts on chain {@code chainId}. */
    public static Vote sign(String chainId, Type type, long height, int round, Optional<Hash> block, SigningKey key) {
        byte[] message = signedBytes(chainId, type, height, round, block);
        return new Vote(type, height, round, block, key.publicKey(), Signature.of(key, message));
    }

    public static Vote read(ByteReader from) {
        from.expect("vote", KIND, VERSION);
        Type type = Type.read(from);
        long height = from.i64();
        int round = from.i32();
        Optional<Hash> block = from.bool() ? Optional.of(from.hash()) : Optional.empty();
        PublicKey validator = PublicKey.read(from);
        Signature signature = Signature.read(from);
        return from.valid(() -> new Vote(type, height, round, block, validator, signature));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        writeContent(to, type, height, round, block);
        validator.write(to);
        signature.write(to);
    }

    @Override
    public byte[] signedBytes(String chainId) {
        return signedBytes(chainId, type, height, round, block);
    }

    static byte[] signedBytes(String chainId, Type type, long height, int round, Optional<Hash> block) {
        ByteWriter to = new ByteWriter().text(DOMAIN).text(chainId);
        writeContent(to, type, height, round, block);
        return to.toBytes();
    }

    private static void writeContent(ByteWriter to, Type type, long height, int round, Optional<Hash> block) {
        to.u8(type.code).i64(height).i32(round).bool(block.isPresent());
        block.ifPresent(to::hash);
    }
}
