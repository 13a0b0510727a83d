package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What an operator wants forgotten, as the head that the operator asked puts it to the others. It names commitments, which
 * tell nobody anything once their bodies cannot be opened, and why in a code, for words could say what is to be forgotten.
 *
 * @param proposer the head that the operator asked
 * @param key its key, enrolled under that name
 * @param time by the proposer's clock
 * @param height the chain height that the proposer had applied
 * @param commitments 1 to {@link #MAX_COMMITMENTS}, sorted, different
 */
public record ForgetRequest(
        String proposer, PublicKey key, Instant time, long height, Reason reason, List<Hash> commitments)
        implements Canonical {

    public static final int MAX_COMMITMENTS = 64;

    private static final byte[] DOMAIN = "darm-forget-1\n".getBytes(StandardCharsets.UTF_8);
    private static final int KIND = 0x50;
    private static final int VERSION = 1;

    /** Why something is forgotten. */
    public enum Reason {
        /** The operator gave no other. */
        REQUESTED(1),
        /** It is about a person, who may ask for that. */
        PERSONAL(2),
        /** It should not have been fed. */
        CONFIDENTIAL(3),
        /** A law or a court demands it. */
        LEGAL(4);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        static Reason read(ByteReader from) {
            int code = from.u8();
            for (Reason reason : values()) if (reason.code == code) return reason;
            throw from.malformed("no reason to forget has number " + code);
        }
    }

    public ForgetRequest {
        commitments = List.copyOf(commitments);
        if (proposer.isBlank() || proposer.length() > Nomination.MAX_NAME_CHARS)
            throw new IllegalArgumentException(
                    "a proposer's name has 1 to " + Nomination.MAX_NAME_CHARS + " characters");
        if (height < 0) throw new IllegalArgumentException("a chain height is not negative: " + height);
        if (commitments.isEmpty() || commitments.size() > MAX_COMMITMENTS)
            throw new IllegalArgumentException(
                    "1 to " + MAX_COMMITMENTS + " commitments are forgotten at once, not " + commitments.size());
        for (int i = 1; i < commitments.size(); i++)
            if (commitments.get(i - 1).compareTo(commitments.get(i)) >= 0)
                throw new IllegalArgumentException("the commitments to forget are sorted and different");
    }

    public static ForgetRequest read(ByteReader from) {
        from.expect("request to forget", KIND, VERSION);
        return from.valid(() -> new ForgetRequest(
                from.text(),
                PublicKey.read(from),
                from.instant(),
                from.i64(),
                Reason.read(from),
                from.list(ByteReader::hash)));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(proposer);
        key.write(to);
        to.instant(time).i64(height).u8(reason.code).list(commitments, ByteWriter::hash);
    }

    /** What heads sign. */
    public Hash id() {
        return Hash.of(DOMAIN, bytes());
    }
}
