package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.MerkleTree;
import dev.darm.ledger.SigningKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The roots of the batches that this node signed: those that wait for the chain, and of those that it has what a proof needs
 * (seed 000 §15.2). They lie in a log of their own in chunks of 1,024, so a backlog of a day at a hundred roots a second is
 * 276 MB of disk and a few bytes a chunk of memory.
 *
 * <p><b>One commitment.</b> While an anchor waits for its block, what comes later waits too; when it stands, all that waits
 * goes into the next. So after a cut of any length two blocks suffice. All chunks of an anchor but its last are full and a
 * power of two, so they are subtrees of its Merkle tree, and a proof reads one chunk and the roots of the others.
 *
 * <p><b>Durable.</b> An anchor is in the log before it is submitted, and is submitted again until it stands. A root that is
 * in no chunk yet must be {@linkplain #add added} again after a restart, by whoever has the batch.
 */
final class Anchors {

    /**
     * @param every at whose multiples, by the clock, the next anchor is made at the earliest: nodes make theirs at the same
     *     time, so that the chain decides a block or two for all of them and not one for each
     * @param roots how many roots an anchor commits to at most, 1 or more
     * @param inFlight how many anchors may wait for a block at once, 1 or more
     * @param queue how many roots may wait, and how many that stand are kept for proofs, at least
     */
    record Settings(Duration every, long roots, int inFlight, long queue) {

        Instant dueAfter(Instant now) {
            return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), every.toMillis()) + 1) * every.toMillis());
        }
    }

    /** Where a batch stands: the path to its anchor's root, and the place of the anchor in the chain. */
    record Place(InclusionProof path, Anchor anchor, long height, int position) {}

    /** Consecutive roots in the log, as record {@code record}. */
    private record Chunk(long record, long first, int count, HybridTime time, Hash root) {
        long end() {
            return first + count;
        }
    }

    /** An anchor, and where it stands: 0 while it does not. */
    private record Made(Anchor anchor, long height, int position) {}

    private static final int CHUNK = 1_024;
    private static final int VERSION = 1;
    private static final int CHUNK_KIND = 0x79;
    private static final int MADE_KIND = 0x7A;
    private static final int STANDS_KIND = 0x7B;

    private final RecordLog log;
    private final SigningKey key;
    private final String chainId;
    private final Settings settings;
    private final int chunkSize;
    private final NavigableMap<Long, Chunk> chunks = new TreeMap<>();
    private final NavigableMap<HybridTime, Chunk> byTime = new TreeMap<>();
    private final NavigableMap<Long, Made> made = new TreeMap<>();
    private final NavigableMap<Long, Anchor> waiting = new TreeMap<>();
    private final List<Hash> open = new ArrayList<>();
    private HybridTime openTime = HybridTime.ZERO;

    /** The number of the first root that no anchor commits to. */
    private long free;

    /** The number of the first root in no chunk. */
    private long chunked;

    private long height;
    private Instant nextAt = Instant.MIN;

    /** Over {@code log}, which stays its owner's; reads all of it. */
    Anchors(RecordLog log, SigningKey key, String chainId, Settings settings) throws IOException {
        this.log = log;
        this.key = key;
        this.chainId = chainId;
        this.settings = settings;
        this.chunkSize = (int) Math.min(CHUNK, settings.roots());
        log.forEach(log.first(), this::replay);
    }

    private void replay(long number, byte[] bytes) throws IOException {
        try {
            ByteReader.readAll(bytes, from -> {
                switch (bytes.length == 0 ? 0 : bytes[0]) {
                    case CHUNK_KIND -> enter(readChunk(from, number, new ArrayList<>()));
                    case MADE_KIND -> {
                        from.expect("anchor made", MADE_KIND, VERSION);
                        enter(Anchor.read(from));
                    }
                    case STANDS_KIND -> {
                        from.expect("anchor that stands", STANDS_KIND, VERSION);
                        enterStands(from.i64(), from.i64(), from.i32());
                    }
                    default -> throw from.malformed("neither roots nor an anchor");
                }
                return true;
            });
        } catch (MalformedBytes e) {
            throw new IOException("record " + number + " of the log of anchors: " + e.getMessage(), e);
        }
    }

    private static Chunk readChunk(ByteReader from, long record, List<Hash> roots) {
        from.expect("roots", CHUNK_KIND, VERSION);
        long first = from.i64();
        HybridTime time = HybridTime.read(from);
        Hash root = from.hash();
        roots.addAll(from.list(ByteReader::hash));
        if (roots.isEmpty()) throw from.malformed("a chunk of no roots");
        return new Chunk(record, first, roots.size(), time, root);
    }

    private void enter(Chunk chunk) {
        chunks.put(chunk.first(), chunk);
        byTime.put(chunk.time(), chunk);
        chunked = chunk.end();
        if (chunks.size() == 1) free = Math.max(free, chunk.first());
    }

    private void enter(Anchor anchor) {
        made.put(anchor.first(), new Made(anchor, 0, 0));
        waiting.put(anchor.first(), anchor);
        free = anchor.end();
    }

    private void enterStands(long first, long at, int position) {
        height = Math.max(height, at);
        Made known = made.get(first);
        if (known == null) return;
        made.put(first, new Made(known.anchor(), at, position));
        waiting.remove(first);
    }

    /** The number of the next root. */
    long next() {
        return chunked + open.size();
    }

    /** The roots that must be added again after a restart. */
    Optional<BranchEntry.Roots> open() {
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(new BranchEntry.Roots(chunked, openTime, List.copyOf(open)));
    }

    /** How many roots wait for the chain: in no anchor that stands. */
    long pending() {
        return next() - (waiting.isEmpty() ? free : waiting.firstKey());
    }

    /** Whether no more roots can wait. */
    boolean isFull() {
        return pending() >= settings.queue();
    }

    /** The height up to which the chain is known to hold no anchor of this node that is not known here. */
    long height() {
        return height;
    }

    /** The next root, of a batch whose first record has {@code time}. */
    void add(Hash root, HybridTime time) throws IOException {
        if (open.isEmpty()) openTime = time;
        open.add(root);
        if (open.size() == chunkSize) close();
    }

    private void close() throws IOException {
        Hash root = Merkle.root(leaves(open));
        ByteWriter to = new ByteWriter().u8(CHUNK_KIND).u8(VERSION).i64(chunked);
        openTime.write(to);
        to.hash(root).list(open, ByteWriter::hash);
        enter(new Chunk(log.append(to.toBytes()), chunked, open.size(), openTime, root));
        open.clear();
    }

    private static List<Hash> leaves(List<Hash> roots) {
        List<Hash> leaves = new ArrayList<>(roots.size());
        for (Hash root : roots) leaves.add(Merkle.leaf(root));
        return leaves;
    }

    /** The anchors that are due at {@code now}: in the log, which is to be synced before they are submitted. */
    List<Anchor> make(Instant now) throws IOException {
        List<Anchor> fresh = new ArrayList<>();
        if (now.isBefore(nextAt)) return fresh;
        while (waiting.size() < settings.inFlight() && free < next()) {
            Optional<Anchor> anchor = next(fresh.isEmpty());
            if (anchor.isEmpty()) break;
            log.append(made(anchor.get()));
            enter(anchor.get());
            fresh.add(anchor.get());
        }
        if (!fresh.isEmpty()) nextAt = settings.dueAfter(now);
        return fresh;
    }

    /** Of the roots from {@link #free} on; those of the open chunk too, if there is none before and {@code closes}. */
    private Optional<Anchor> next(boolean closes) throws IOException {
        if (closes && !open.isEmpty() && chunked + open.size() - free <= settings.roots()) close();
        List<Hash> roots = new ArrayList<>();
        long end = free;
        for (Chunk chunk : chunks.tailMap(free, true).values()) {
            // of an anchor only the last chunk may be a part
            if (chunk.end() - free > settings.roots() || (end - free) % chunkSize != 0) break;
            roots.add(chunk.root());
            end = chunk.end();
        }
        if (roots.isEmpty()) return Optional.empty();
        return Optional.of(Anchor.sign(key, chainId, free, end - free, Merkle.root(roots)));
    }

    private static byte[] made(Anchor anchor) {
        ByteWriter to = new ByteWriter().u8(MADE_KIND).u8(VERSION);
        anchor.write(to);
        return to.toBytes();
    }

    /** Those that were made and do not stand yet, to be submitted until they do. */
    Collection<Anchor> waiting() {
        return waiting.values();
    }

    /**
     * {@code anchor} stands in the block of {@code height} at {@code position}. Whether it is one that waited; then it is
     * noted, and durable with the next sync.
     */
    boolean stands(Anchor anchor, long at, int position) throws IOException {
        if (!anchor.equals(waiting.get(anchor.first()))) return false;
        log.append(new ByteWriter()
                .u8(STANDS_KIND)
                .u8(VERSION)
                .i64(anchor.first())
                .i64(at)
                .i32(position)
                .toBytes());
        enterStands(anchor.first(), at, position);
        letGo();
        return true;
    }

    /** The oldest roots that stand, beyond those that are kept, leave the log and memory. */
    private void letGo() throws IOException {
        long keep = free - settings.queue();
        Map.Entry<Long, Made> oldest = made.firstEntry();
        while (oldest.getValue().height() > 0 && oldest.getValue().anchor().end() <= keep) {
            made.pollFirstEntry();
            oldest = made.firstEntry();
        }
        NavigableMap<Long, Chunk> gone = chunks.headMap(oldest.getKey(), false);
        if (gone.isEmpty()) return;
        gone.values().forEach(chunk -> byTime.remove(chunk.time()));
        gone.clear();
        log.dropBefore(chunks.firstEntry().getValue().record());
    }

    void sync() throws IOException {
        log.sync();
    }

    /**
     * Where the batch with {@code root} stands, one of whose records has {@code time}.
     *
     * @throws NotAnchored when it does not stand yet, or is not known here (any more)
     */
    Place find(Hash root, HybridTime time) throws IOException, NotAnchored {
        if (open.contains(root)) throw new NotAnchored("its batch waits for the next anchor");
        Map.Entry<HybridTime, Chunk> entry = byTime.floorEntry(time);
        List<Hash> roots = new ArrayList<>();
        if (entry != null) ByteReader.readAll(log.read(entry.getValue().record()), from -> readChunk(from, 0, roots));
        int place = roots.indexOf(root);
        if (entry == null || place < 0)
            throw new NotAnchored("this node has no batch of it, or not any more (darm.branch.anchor.queue)");
        Chunk chunk = entry.getValue();
        Map.Entry<Long, Made> holder = made.floorEntry(chunk.first());
        if (holder == null || holder.getValue().anchor().end() <= chunk.first())
            throw new NotAnchored("its batch waits for the next anchor");
        Made found = holder.getValue();
        if (!chunks.containsKey(found.anchor().first()))
            throw new NotAnchored("this node has not all roots of its anchor any more (darm.branch.anchor.queue)");
        if (found.height() == 0) throw new NotAnchored("its anchor waits for a block");
        return new Place(path(found.anchor(), chunk, roots, place), found.anchor(), found.height(), found.position());
    }

    private InclusionProof path(Anchor anchor, Chunk chunk, List<Hash> roots, int place) {
        List<Hash> path =
                new ArrayList<>(new MerkleTree(leaves(roots)).prove(place).path());
        List<Hash> tops = new ArrayList<>();
        int top = 0;
        for (Chunk each :
                chunks.subMap(anchor.first(), true, anchor.end(), false).values()) {
            if (each == chunk) top = tops.size();
            tops.add(each.root());
        }
        path.addAll(new MerkleTree(tops).prove(top).path());
        return new InclusionProof(chunk.first() + place - anchor.first(), anchor.count(), path);
    }

    /** Why there is no proof. */
    static final class NotAnchored extends Exception {
        private static final long serialVersionUID = 1L;

        NotAnchored(String why) {
            super(why);
        }
    }
}
