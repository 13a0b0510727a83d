package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a block commits to; its hash is the block's hash (seed 000 §5.3: data, previous hash, nonce).
 *
 * @param chainId 1 to 50 characters, see {@link ValidatorSet#NAME}
 * @param height 1 or more
 * @param time in milliseconds, from 1970 to 9999; later than the previous block's
 * @param proposer the validator that made the block; a later round may propose the same block again
 * @param previous the hash of the block one lower, of the genesis at height 1
 * @param validatorsHash the hash of the validator set that decides this block
 * @param payloadRoot the RFC 6962 root whose leaves are the payloads' hashes
 * @param nonce chosen by the proposer, so that two blocks with the same content differ
 */
public record BlockHeader(
        String chainId,
        long height,
        Instant time,
        PublicKey proposer,
        Hash previous,
        Hash validatorsHash,
        Hash payloadRoot,
        long nonce)
        implements Canonical {

    private static final int KIND = 0x10;
    private static final int VERSION = 1;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    public BlockHeader {
        ValidatorSet.requireName("chain id", chainId);
        if (height < 1) throw new IllegalArgumentException("the height of a block is 1 or more: " + height);
        time = requireTime(time);
    }

    public static BlockHeader read(ByteReader from) {
        from.expect("block header", KIND, VERSION);
        String chainId = from.text();
        long height = from.i64();
        Instant time = from.instant();
        PublicKey proposer = PublicKey.read(from);
        Hash previous = from.hash();
        Hash validatorsHash = from.hash();
        Hash payloadRoot = from.hash();
        long nonce = from.i64();
        return from.valid(
                () -> new BlockHeader(chainId, height, time, proposer, previous, validatorsHash, payloadRoot, nonce));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(chainId).i64(height).instant(time);
        proposer.write(to);
        to.hash(previous).hash(validatorsHash).hash(payloadRoot).i64(nonce);
    }

    /** {@code time} cut to the millisecond; refused outside the years 1970 to 9999. */
    static Instant requireTime(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST))
            throw new IllegalArgumentException("time must lie between 1970 and 9999: " + time);
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
