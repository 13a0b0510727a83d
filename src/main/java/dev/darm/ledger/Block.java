package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A header and the payloads it commits to: at most {@link #maxPayloads}, of together at most {@link #MAX_CONTENT_BYTES}.
 * Where in a chain a block may stand is for {@link ChainState} to tell.
 *
 * @param lastCommit the precommits that decided the block before; only in a block of version 3 above height 1
 */
public record Block(BlockHeader header, List<Payload> payloads, Optional<Certificate> lastCommit) implements Canonical {

    /** The most payloads of any block. */
    public static final int MAX_PAYLOADS = 8_192;

    private static final int MAX_PAYLOADS_BEFORE = 1_024;

    /** The most bytes of content that the payloads of a block have together. */
    public static final int MAX_CONTENT_BYTES = 1 << 20;

    private static final int KIND = 0x13;
    private static final int ALONE = 1;
    private static final int WITH_LAST_COMMIT = 2;

    public Block(BlockHeader header, List<Payload> payloads) {
        this(header, payloads, Optional.empty());
    }

    public Block {
        int most = maxPayloads(header.version());
        if (payloads.size() > most)
            throw new IllegalArgumentException("a block holds at most " + most + " payloads, not " + payloads.size());
        long content = payloads.stream().mapToLong(Payload::size).sum();
        if (content > MAX_CONTENT_BYTES)
            throw new IllegalArgumentException(
                    "the payloads of a block have at most " + MAX_CONTENT_BYTES + " bytes of content, not " + content);
        payloads = List.copyOf(payloads);
    }

    /** The most payloads of a block of {@code version}: 8,192; 1,024 in versions 1 and 2. */
    static int maxPayloads(int version) {
        return version < 3 ? MAX_PAYLOADS_BEFORE : MAX_PAYLOADS;
    }

    public static Block read(ByteReader from) {
        int version = from.expectUpTo("block", KIND, WITH_LAST_COMMIT);
        BlockHeader header = BlockHeader.read(from);
        List<Payload> payloads = from.list(Payload::read);
        Optional<Certificate> lastCommit =
                version == WITH_LAST_COMMIT ? Optional.of(Certificate.read(from)) : Optional.empty();
        return from.valid(() -> new Block(header, payloads, lastCommit));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(lastCommit.isPresent() ? WITH_LAST_COMMIT : ALONE);
        header.write(to);
        to.list(payloads);
        lastCommit.ifPresent(commit -> commit.write(to));
    }

    /** The hash of the header, which commits to the payloads; this is the hash that votes and the next block name. */
    @Override
    public Hash hash() {
        return header.hash();
    }

    public long height() {
        return header.height();
    }

    /**
     * The roots that a header of {@code version} has for {@code payloads}: RFC 6962, the leaves are the hashes of a section's
     * payloads in their order.
     */
    public static SortedMap<Section, Hash> roots(int version, List<Payload> payloads) {
        SortedMap<Section, List<Hash>> leaves = new TreeMap<>();
        if (version == 1) leaves.put(Section.ALL, new ArrayList<>());
        for (Payload payload : payloads)
            leaves.computeIfAbsent(section(version, payload), none -> new ArrayList<>())
                    .add(leaf(payload));
        SortedMap<Section, Hash> roots = new TreeMap<>();
        leaves.forEach((section, hashes) -> roots.put(section, Merkle.root(hashes)));
        return roots;
    }

    private static Section section(int version, Payload payload) {
        return version == 1 ? Section.ALL : Section.of(payload.kind());
    }

    /** What stands for {@code payload} in the tree of its section. */
    public static Hash leaf(Payload payload) {
        return Merkle.leaf(payload.hash());
    }

    /** Where the payload at {@code position} stands: its section, and the path from it to that section's root. */
    public Placed prove(int position) {
        Section section = section(header.version(), payloads.get(position));
        List<Hash> leaves = new ArrayList<>();
        int index = 0;
        for (int i = 0; i < payloads.size(); i++) {
            if (section(header.version(), payloads.get(i)) != section) continue;
            if (i == position) index = leaves.size();
            leaves.add(leaf(payloads.get(i)));
        }
        return new Placed(section, Merkle.proveInclusion(index, leaves));
    }

    /** A payload's place in a block. */
    public record Placed(Section section, InclusionProof path) {}

    /** Why the header does not commit to the payloads and to the precommits before; empty when it does. */
    Optional<String> rootRefusal() {
        Optional<Hash> named = header.lastCommit().filter(hash -> !hash.equals(Hash.ZERO));
        if (!named.equals(lastCommit.map(Certificate::hash)))
            return Optional.of("the block holds other precommits of the block before than its header names");
        Section last = Section.ALL;
        for (Payload payload : payloads) {
            Section section = section(header.version(), payload);
            if (section.compareTo(last) < 0) return Optional.of("the payloads are not in the order of their sections");
            last = section;
        }
        SortedMap<Section, Hash> roots = roots(header.version(), payloads);
        if (header.roots().equals(roots)) return Optional.empty();
        return Optional.of("the payload roots are " + header.roots() + ", but the payloads give " + roots);
    }
}
