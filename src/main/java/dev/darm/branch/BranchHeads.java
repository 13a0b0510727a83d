package dev.darm.branch;

import akka.cluster.ddata.AbstractDeltaReplicatedData;
import akka.cluster.ddata.DeltaReplicatedData;
import akka.cluster.ddata.ReplicatedDelta;
import akka.cluster.ddata.ReplicatedDeltaSize;
import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The heads that one replica announces, by branch: an entry of Akka Distributed Data under a key of {@link HeadShards}.
 * Heads are hints: they tell whom to ask, and nothing is believed because of them.
 *
 * <p>The join, branch by branch: the higher floor; of the heads above it those of the highest sequence; of these the two
 * lowest, when there are several. Two heads of one sequence are evidence that two nodes announce under one name, or one
 * after it lost its memory. A branch that is {@linkplain #retire retired} leaves its floor for ever, so neither a late
 * message nor a partition longer than any time limit brings it back; a head above the floor opens it again.
 *
 * <p>As the join needs no order, deltas may be lost, repeated and overtaken. Only the replica writes its entries, so their
 * size is what {@link #put} allows.
 */
public final class BranchHeads extends AbstractDeltaReplicatedData<BranchHeads, BranchHeads>
        implements ReplicatedDelta, ReplicatedDeltaSize, Canonical, WireMessage {

    /**
     * What the canonical bytes may have, with room reserved for a second head of each branch, so that an entry fits in an
     * Artery frame of 256 KiB with what is put around it.
     */
    public static final int MAX_BYTES = 240 << 10;

    public static final BranchHeads EMPTY = new BranchHeads(new TreeMap<>(), null);

    private static final int KIND = 0x75;
    private static final int VERSION = 1;
    private static final int MAX_HEADS = 2;

    /** What is known of one branch: heads are all of one sequence, above {@code floor}. */
    private record Entry(long floor, List<Head> heads) implements Canonical {

        static Entry of(long floor, SortedSet<Head> heads) {
            if (heads.isEmpty() || heads.last().sequence() <= floor) return new Entry(floor, List.of());
            long highest = heads.last().sequence();
            return new Entry(
                    floor,
                    heads.stream()
                            .filter(head -> head.sequence() == highest)
                            .limit(MAX_HEADS)
                            .toList());
        }

        Entry join(Entry other) {
            TreeSet<Head> all = new TreeSet<>(heads);
            all.addAll(other.heads);
            return of(Math.max(floor, other.floor), all);
        }

        static Entry read(ByteReader from) {
            long floor = from.i64();
            List<Head> heads = from.list(Head::read);
            Entry entry = of(floor, new TreeSet<>(heads));
            if (floor < 0 || !entry.heads.equals(heads)) throw from.malformed("floor and heads that no join leaves");
            return entry;
        }

        @Override
        public void write(ByteWriter to) {
            to.i64(floor).list(heads);
        }
    }

    private final SortedMap<String, Entry> branches;
    private final @Nullable BranchHeads delta;

    private BranchHeads(SortedMap<String, Entry> branches, @Nullable BranchHeads delta) {
        this.branches = branches;
        this.delta = delta;
    }

    public static BranchHeads read(ByteReader from) {
        from.expect("branch heads", KIND, VERSION);
        int count = from.i32();
        TreeMap<String, Entry> branches = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String branch = from.text();
            if (!branches.isEmpty() && branches.lastKey().compareTo(branch) >= 0)
                throw from.malformed("the branches are sorted, and each stands there once");
            from.valid(() -> BranchRecord.requireBranch(branch));
            branches.put(branch, Entry.read(from));
        }
        if (count < 0) throw from.malformed("negative length " + count);
        return new BranchHeads(branches, null);
    }

    /** What is accumulated as delta is not written: it is what was, not what is. */
    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).i32(branches.size());
        branches.forEach((branch, entry) -> entry.write(to.text(branch)));
    }

    /**
     * Announces {@code head} for {@code branch}.
     *
     * @throws IllegalArgumentException when the head is not above the branch's floor
     * @throws IllegalStateException when the entry would outgrow {@link #MAX_BYTES}: the shards are too few
     */
    public BranchHeads put(String branch, Head head) {
        BranchRecord.requireBranch(branch);
        if (head.sequence() <= floor(branch))
            throw new IllegalArgumentException("the branch " + branch + " was retired at " + floor(branch)
                    + "; a head needs a higher sequence than that, not " + head.sequence());
        return changed(branch, new Entry(0, List.of(head)));
    }

    /** Ends {@code branch}: its heads vanish everywhere, and none up to their sequence comes back. */
    public BranchHeads retire(String branch) {
        Entry known = branches.get(BranchRecord.requireBranch(branch));
        if (known == null || known.heads.isEmpty()) return this;
        return changed(branch, new Entry(known.heads.getLast().sequence(), List.of()));
    }

    private BranchHeads changed(String branch, Entry change) {
        BranchHeads one = new BranchHeads(new TreeMap<>(Collections.singletonMap(branch, change)), null);
        BranchHeads joined = mergeData(one);
        int size = joined.reservedBytes();
        if (size > MAX_BYTES)
            throw new IllegalStateException("the heads of " + joined.branches.size() + " branches would take up to "
                    + size + " bytes, more than the " + MAX_BYTES
                    + " that fit in a message; use more shards of heads");
        return new BranchHeads(joined.branches, delta == null ? one : delta.mergeData(one));
    }

    /** What the bytes have once each branch has the most heads that it can have. */
    private int reservedBytes() {
        int size = 2 + 4;
        for (String branch : branches.keySet()) size += branchBytes(branch.length());
        return size;
    }

    /** What a branch whose name has {@code characters} takes at most. */
    static int branchBytes(int characters) {
        return 4 + characters + 8 + 4 + MAX_HEADS * (8 + Hash.LENGTH + 8);
    }

    /** The heads of {@code branch}: none, one, or two of one sequence. */
    public List<Head> heads(String branch) {
        Entry entry = branches.get(branch);
        return entry == null ? List.of() : entry.heads;
    }

    /** Up to where {@code branch} was retired; 0 when it was not. */
    public long floor(String branch) {
        Entry entry = branches.get(branch);
        return entry == null ? 0 : entry.floor;
    }

    /** The branches for which this is evidence that two announced under one name. */
    public SortedSet<String> contested() {
        SortedSet<String> contested = new TreeSet<>();
        branches.forEach((branch, entry) -> {
            if (entry.heads.size() > 1) contested.add(branch);
        });
        return contested;
    }

    public SortedSet<String> branches() {
        return new TreeSet<>(branches.keySet());
    }

    @Override
    public BranchHeads mergeData(BranchHeads that) {
        TreeMap<String, Entry> joined = new TreeMap<>(branches);
        that.branches.forEach((branch, entry) -> joined.merge(branch, entry, Entry::join));
        return new BranchHeads(joined, null);
    }

    @Override
    public Optional<BranchHeads> deltaData() {
        return Optional.ofNullable(delta);
    }

    @Override
    public BranchHeads mergeDeltaData(BranchHeads that) {
        return mergeData(that);
    }

    @Override
    public BranchHeads resetDelta() {
        return delta == null ? this : new BranchHeads(branches, null);
    }

    @Override
    public DeltaReplicatedData zero() {
        return EMPTY;
    }

    @Override
    public int deltaSize() {
        return branches.size();
    }

    /** Equal by what is known; the accumulated delta does not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BranchHeads heads && branches.equals(heads.branches);
    }

    @Override
    public int hashCode() {
        return branches.hashCode();
    }

    @Override
    public String toString() {
        return "BranchHeads" + branches;
    }
}
