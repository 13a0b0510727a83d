package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a block commits to; its hash is the block's hash (seed 000 §5.3: data, previous hash, nonce).
 *
 * <p>A header of version 1 has one root for all payloads, and the validators of its chain never change. Version 2 has a root
 * for each {@link Section} and says who decides the next block. Version 3 names the precommits that decided the block before,
 * from which its time follows. All blocks of a chain have the version that its genesis states.
 *
 * @param chainId 1 to 50 characters, see {@link ValidatorSet#NAME}
 * @param height 1 or more
 * @param time in milliseconds, from 1970 to 9999; later than the previous block's
 * @param proposer the validator that made the block; a later round may propose the same block again
 * @param previous the hash of the block one lower, of the genesis at height 1
 * @param validatorsHash the hash of the validator set that decides this block
 * @param succession who decides the next block; empty in version 1
 * @param roots of the payloads by section, only of sections that have any; in version 1 that of {@link Section#ALL}
 * @param lastCommit the hash of the {@link Certificate} of the block before, {@link Hash#ZERO} at height 1; only in version 3
 * @param nonce chosen by the proposer, so that two blocks with the same content differ
 */
public record BlockHeader(
        String chainId,
        long height,
        Instant time,
        PublicKey proposer,
        Hash previous,
        Hash validatorsHash,
        Optional<Succession> succession,
        SortedMap<Section, Hash> roots,
        Optional<Hash> lastCommit,
        long nonce)
        implements Canonical {

    private static final int KIND = 0x10;
    private static final int ONE_ROOT = 1;
    private static final int SECTIONS = 2;
    private static final int MEDIAN_TIME = 3;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /**
     * Who decides the next block, and where to look for how that set came about.
     *
     * @param nextHash the hash of the validator set that decides the next block
     * @param changedAt the height, below this block's, of the last block that changed the set; 0 when none did
     */
    public record Succession(Hash nextHash, long changedAt) {}

    public BlockHeader {
        ValidatorSet.requireName("chain id", chainId);
        if (height < 1) throw new IllegalArgumentException("the height of a block is 1 or more: " + height);
        time = requireTime(time);
        long block = height;
        succession.ifPresent(next -> {
            if (next.changedAt < 0 || next.changedAt >= block)
                throw new IllegalArgumentException("the last change of the validators before height " + block
                        + " has height 0 to " + (block - 1) + ", not " + next.changedAt);
        });
        if (succession.isPresent() == roots.containsKey(Section.ALL) || (succession.isEmpty() && roots.size() != 1))
            throw new IllegalArgumentException("a header has one root of all payloads or a succession and the roots of"
                    + " its sections, not " + succession + " and " + roots.keySet());
        if (lastCommit.isPresent() && succession.isEmpty())
            throw new IllegalArgumentException("a header that names precommits has a succession");
        roots = Collections.unmodifiableSortedMap(new TreeMap<>(roots));
    }

    /** A header of version 1. */
    public BlockHeader(
            String chainId,
            long height,
            Instant time,
            PublicKey proposer,
            Hash previous,
            Hash validatorsHash,
            Hash payloadRoot,
            long nonce) {
        this(
                chainId,
                height,
                time,
                proposer,
                previous,
                validatorsHash,
                Optional.empty(),
                new TreeMap<>(Map.of(Section.ALL, payloadRoot)),
                Optional.empty(),
                nonce);
    }

    /** The same block's header with another nonce, and so another hash. */
    public BlockHeader withNonce(long other) {
        return new BlockHeader(
                chainId, height, time, proposer, previous, validatorsHash, succession, roots, lastCommit, other);
    }

    public static BlockHeader read(ByteReader from) {
        int version = from.expectUpTo("block header", KIND, MEDIAN_TIME);
        String chainId = from.text();
        long height = from.i64();
        Instant time = from.instant();
        PublicKey proposer = PublicKey.read(from);
        Hash previous = from.hash();
        Hash validatorsHash = from.hash();
        Optional<Succession> succession =
                version == ONE_ROOT ? Optional.empty() : Optional.of(new Succession(from.hash(), from.i64()));
        SortedMap<Section, Hash> roots =
                version == ONE_ROOT ? new TreeMap<>(Map.of(Section.ALL, from.hash())) : sections(from);
        Optional<Hash> lastCommit = version == MEDIAN_TIME ? Optional.of(from.hash()) : Optional.empty();
        long nonce = from.i64();
        return from.valid(() -> new BlockHeader(
                chainId, height, time, proposer, previous, validatorsHash, succession, roots, lastCommit, nonce));
    }

    private static SortedMap<Section, Hash> sections(ByteReader from) {
        TreeMap<Section, Hash> roots = new TreeMap<>();
        List<Map.Entry<Section, Hash>> entries = from.list(each -> Map.entry(Section.read(each), each.hash()));
        for (Map.Entry<Section, Hash> entry : entries) {
            if (!roots.isEmpty() && roots.lastKey().compareTo(entry.getKey()) >= 0)
                throw from.malformed("the sections of a block header are not in their order");
            roots.put(entry.getKey(), entry.getValue());
        }
        return roots;
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(version()).text(chainId).i64(height).instant(time);
        proposer.write(to);
        to.hash(previous).hash(validatorsHash);
        succession.ifPresentOrElse(
                next -> {
                    to.hash(next.nextHash).i64(next.changedAt);
                    to.list(
                            List.copyOf(roots.entrySet()),
                            (each, root) -> each.u8(root.getKey().code()).hash(root.getValue()));
                },
                () -> to.hash(roots.values().iterator().next()));
        lastCommit.ifPresent(to::hash);
        to.i64(nonce);
    }

    /** 1 to 3. */
    public int version() {
        return succession.isEmpty() ? ONE_ROOT : lastCommit.isEmpty() ? SECTIONS : MEDIAN_TIME;
    }

    /** The hash of the validator set that decides the next block. */
    public Hash nextValidatorsHash() {
        return succession.map(Succession::nextHash).orElse(validatorsHash);
    }

    /** Whether this block changes the validator set. */
    public boolean changesValidators() {
        return !nextValidatorsHash().equals(validatorsHash);
    }

    /** {@code time} cut to the millisecond; refused outside the years 1970 to 9999. */
    static Instant requireTime(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST))
            throw new IllegalArgumentException("time must lie between 1970 and 9999: " + time);
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
