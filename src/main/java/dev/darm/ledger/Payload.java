package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import org.jspecify.annotations.Nullable;

/**
 * What a block carries: a kind and bytes that only the owner of the kind understands. At most {@link #MAX_BYTES} bytes.
 *
 * <p>Not a record, so that equality is by content.
 */
public final class Payload implements Canonical {

    /** A batch of nominated claims with the ballots of the heads that judged them. */
    public static final int CONSOLIDATION = 1;

    /** A version of the encoder's corpus statistics with the ballots of the heads that learned the same. */
    public static final int STATISTICS = 2;

    /** Bodies that are to be forgotten, by their commitments, with the heads that agreed. */
    public static final int TOMBSTONE = 3;

    /** The {@link Evidence} that a validator said two different things. */
    public static final int EVIDENCE = 4;

    /** A {@link SeatChange} of the validator set. */
    public static final int SEAT_CHANGE = 5;

    /** Roots of branch ledgers. */
    public static final int ANCHOR = 6;

    /** Weights of agents. */
    public static final int ADAPTER = 7;

    public static final int MAX_BYTES = 256 << 10;

    private static final int VERSION = 1;
    private static final int KIND = 0x12;

    private final int kind;
    private final byte[] content;

    /** Of the canonical bytes, once asked for: a payload is known by it everywhere. */
    private volatile @Nullable Hash hash;

    public Payload(int kind, byte[] content) {
        if (kind < 1 || kind > 255) throw new IllegalArgumentException("payload kind must be 1 to 255: " + kind);
        if (content.length > MAX_BYTES)
            throw new IllegalArgumentException("payload of " + content.length + " bytes; the limit is " + MAX_BYTES);
        this.kind = kind;
        this.content = content.clone();
    }

    public static Payload read(ByteReader from) {
        from.expect("payload", KIND, VERSION);
        int kind = from.u8();
        byte[] content = from.bytes();
        if (kind == 0 || content.length > MAX_BYTES) throw from.malformed("payload kind or size out of range");
        return new Payload(kind, content);
    }

    @Override
    public Hash hash() {
        Hash known = hash;
        if (known == null) {
            known = Hash.of(bytes());
            hash = known;
        }
        return known;
    }

    public int kind() {
        return kind;
    }

    public byte[] content() {
        return content.clone();
    }

    /** Bytes of content, 0 to {@link #MAX_BYTES}. */
    public int size() {
        return content.length;
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).u8(kind).bytes(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && kind == payload.kind && hash().equals(payload.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "Payload[kind=" + kind + ", " + content.length + " bytes]";
    }
}
