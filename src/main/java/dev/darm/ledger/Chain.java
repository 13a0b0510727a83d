package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.DamagedLog;
import dev.darm.journal.RecordLog;
import dev.darm.journal.SegmentLog;
import dev.darm.world.Disk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The committed blocks of a node, on its disk: record 0 marks which chain the log holds, record h is the block of height
 * h. A block is durable when {@link #append} returns.
 *
 * <p>A chain that is pruned has the same records, abridged, in a second log, from height 1 to at least the one before the first
 * whole block; see {@code docs/decisions/0009-pruned-chains.md}.
 *
 * <p>Opening reads every block and checks that each names the one before and commits to its payloads; who signed it, {@link
 * ChainVerifier} checks. One writer; reads may run beside it.
 */
public final class Chain implements AutoCloseable {

    /** Where a node keeps it, in its data folder. */
    public static final String FOLDER = "chain";

    /** Where a node keeps abridged blocks. */
    static final String ABRIDGED = "chain.abridged";

    /** A certificate is kept at the latest after so many blocks, or so many bytes of content. */
    private static final int WAYPOINT_BLOCKS = 64;

    private static final int WAYPOINT_BYTES = 512 << 10;

    /** Blocks that are abridged at a time, so that no commit waits long. */
    private static final int ABRIDGED_AT_ONCE = 16;

    private final RecordLog log;
    private final Optional<RecordLog> abridged;
    private final Genesis genesis;
    private volatile Tip tip;
    private boolean failed;
    private int blocksSinceWaypoint;
    private long bytesSinceWaypoint;

    private Chain(RecordLog log, Optional<RecordLog> abridged, Genesis genesis, Tip tip) {
        this.log = log;
        this.abridged = abridged;
        this.genesis = genesis;
        this.tip = tip;
    }

    /**
     * The chain of {@code genesis} in {@code log}, which it owns from now on; an empty log becomes that chain.
     *
     * @throws UnusableChain when the log holds the chain of another genesis, or something else, or a block that does not
     *     follow the one before it, with its height
     */
    public static Chain open(RecordLog log, Genesis genesis) throws IOException {
        return open(log, Optional.empty(), genesis);
    }

    /**
     * The same for a chain that is pruned, or may be: {@code abridged} holds its old blocks.
     *
     * @throws UnusableChain also when heights are missing between the two logs
     */
    public static Chain open(RecordLog log, Optional<RecordLog> abridged, Genesis genesis) throws IOException {
        mark(log, genesis);
        if (abridged.isEmpty()) {
            requireMarker(log, genesis);
            return new Chain(log, abridged, genesis, lastOf(log, 1, genesis.tip()));
        }
        RecordLog old = abridged.get();
        mark(old, genesis);
        requireMarker(old, genesis);
        if (old.next() > log.next()) log.skipTo(old.next());
        if (log.first() == 0) requireMarker(log, genesis);
        if (old.next() < log.first())
            throw UnusableChain.at(
                    old.next(),
                    "it is kept neither whole nor abridged; whole blocks start at height " + log.first() + ".");
        long whole = Math.max(1, log.first());
        return new Chain(log, abridged, genesis, lastOf(log, whole, lastAbridged(old, whole, genesis)));
    }

    /**
     * The chain of a node on {@code disk}.
     *
     * @param keepBlocks how many of the last blocks are kept whole; 0 for all
     * @param told hears of each log that was opened
     */
    public static Chain open(
            Disk disk, SegmentLog.Options options, Genesis genesis, long keepBlocks, Consumer<SegmentLog> told)
            throws IOException {
        SegmentLog log = log(disk, options);
        told.accept(log);
        Optional<RecordLog> abridged = Optional.empty();
        try {
            if (keepBlocks > 0 || disk.exists(ABRIDGED)) {
                SegmentLog old = segments(disk, ABRIDGED, options);
                told.accept(old);
                abridged = Optional.of(old);
            }
            return open(log, abridged, genesis);
        } catch (IOException e) {
            log.close();
            if (abridged.isPresent()) abridged.get().close();
            throw e;
        }
    }

    private static void mark(RecordLog log, Genesis genesis) throws IOException {
        if (log.next() > 0) return;
        log.append(ChainMarker.of(genesis).bytes());
        log.sync();
    }

    /**
     * The segment log in {@link #FOLDER} of {@code disk}, to be opened as a chain.
     *
     * @throws UnusableChain when it is damaged, with the height of the first block that is
     */
    public static SegmentLog log(Disk disk, SegmentLog.Options options) throws IOException {
        if (disk.exists(ChainRepair.MENDED))
            throw new UnusableChain("a repair of the chain was interrupted before its last step."
                    + " Nothing was changed. Run it again: ./darm chain repair FILE");
        return segments(disk, FOLDER, options);
    }

    static SegmentLog segments(Disk disk, String folder, SegmentLog.Options options) throws IOException {
        try {
            return SegmentLog.open(disk, folder, options);
        } catch (DamagedLog e) {
            if (e.record() > 0) throw UnusableChain.at(e.record(), e.what());
            throw new UnusableChain(
                    "the chain is damaged at its beginning: " + e.what()
                            + " Nothing was changed. Stop the node and fetch what is damaged from the others: ./darm chain repair FILE");
        }
    }

    /**
     * Begins a chain in a folder that has none; it is there when {@link Making#end} returns, and not before. That its blocks
     * hold is for the caller to check.
     */
    public static Making make(Disk disk, SegmentLog.Options options, Genesis genesis) throws IOException {
        if (disk.exists(FOLDER)) throw new UnusableChain("there is a chain already");
        SegmentLog log = SegmentLog.open(disk, Making.FOLDER, options);
        log.append(ChainMarker.of(genesis).bytes());
        return new Making(disk, log);
    }

    /** A chain that is being written beside its place. */
    public static final class Making {

        static final String FOLDER = "chain.making";

        private final Disk disk;
        private final SegmentLog log;

        private Making(Disk disk, SegmentLog log) {
            this.disk = disk;
            this.log = log;
        }

        /** Adds the next block. */
        public void add(CommittedBlock block) throws IOException {
            if (log.append(block.bytes()) != block.height())
                throw new IllegalArgumentException("height " + block.height() + " is not the next");
        }

        /** Makes it durable and puts it in its place. */
        public void end() throws IOException {
            log.sync();
            log.close();
            disk.rename(FOLDER, Chain.FOLDER);
            disk.syncFolder("");
        }
    }

    /** Where the abridged blocks below {@code whole} end, when each follows the one before. */
    private static Tip lastAbridged(RecordLog log, long whole, Genesis genesis) throws IOException {
        Tip tip = genesis.tip();
        for (long height = 1; height < whole; height++) {
            AbridgedBlock block = readAbridged(log, height);
            Optional<String> fault = tip.refusal(block.header()).or(block::rootRefusal);
            if (fault.isPresent()) throw UnusableChain.at(height, fault.get() + ".");
            tip = Tip.of(block.header());
        }
        return tip;
    }

    private static AbridgedBlock readAbridged(RecordLog log, long height) throws IOException {
        try {
            return ByteReader.readAll(log.read(height), AbridgedBlock::read);
        } catch (MalformedBytes e) {
            throw UnusableChain.at(height, "the record is no abridged block: " + e.getMessage() + ".");
        }
    }

    /** Where the chain ends, when each block from {@code whole} on follows the one before. */
    private static Tip lastOf(RecordLog log, long whole, Tip before) throws IOException {
        Tip tip = before;
        for (long height = whole; height < log.next(); height++) {
            Block block = read(log, height).block();
            Optional<String> fault = tip.refusal(block.header()).or(block::rootRefusal);
            if (fault.isPresent()) throw UnusableChain.at(height, fault.get() + ".");
            tip = Tip.of(block.header());
        }
        return tip;
    }

    static void requireMarker(RecordLog log, Genesis genesis) throws IOException {
        if (log.next() == 0) throw new UnusableChain("the chain's log is empty, it holds not even the chain's marker");
        if (log.first() != 0)
            throw new UnusableChain("the chain's log starts at record " + log.first() + "; the records before are gone."
                    + " Restore the folder, or remove it to fetch the chain from the other nodes");
        requireMarker(marker(log), genesis);
    }

    static void requireMarker(ChainMarker marker, Genesis genesis) throws UnusableChain {
        if (!marker.equals(ChainMarker.of(genesis)))
            throw new UnusableChain("the log holds chain \"" + marker.chainId() + "\" of genesis " + marker.genesis()
                    + ", but the configuration names chain \"" + genesis.chainId() + "\" of genesis " + genesis.hash()
                    + ". Use the genesis file it was made with, or another data folder");
    }

    private static ChainMarker marker(RecordLog log) throws IOException {
        try {
            return ByteReader.readAll(log.read(0), ChainMarker::read);
        } catch (MalformedBytes e) {
            throw new UnusableChain(
                    "the first record of the log is no chain marker that this version knows: " + e.getMessage());
        }
    }

    private static CommittedBlock read(RecordLog log, long height) throws IOException {
        try {
            return ByteReader.readAll(log.read(height), CommittedBlock::read);
        } catch (MalformedBytes e) {
            throw UnusableChain.at(height, "the record is no block: " + e.getMessage() + ".");
        }
    }

    /**
     * Refuses a chain that is as high as {@code trusted} and does not lead through it.
     *
     * @throws UnusableChain with the height, both hashes and what to do
     */
    public void require(TrustedBlock trusted) throws IOException {
        if (height() < trusted.height()) return;
        requireTrusted(trusted, content(trusted.height()).header());
    }

    static void requireTrusted(TrustedBlock trusted, BlockHeader header) throws UnusableChain {
        Optional<String> refusal = trusted.refusal(header);
        if (refusal.isPresent())
            throw new UnusableChain(
                    "the chain is not the trusted one: " + refusal.get()
                            + ". Nothing was changed. Ask nodes that you trust for the hash (./darm chain show). If the setting is right,"
                            + " move the folders " + FOLDER + " and " + ABRIDGED
                            + " out of the data folder, and the node fetches the chain anew; otherwise correct darm.ledger.trusted");
    }

    public Genesis genesis() {
        return genesis;
    }

    /** The last block's height, hash and time; those of the genesis before the first block. */
    public Tip tip() {
        return tip;
    }

    /** What the next block must follow. */
    public ChainState state() throws IOException {
        long height = height();
        return height == 0 ? ChainState.of(genesis) : stateAfter(abridged(height));
    }

    /**
     * The validators that decide the block of {@code height}, 1 to one above {@link #height}. Reads the blocks that changed
     * the set, of which each header names the one before.
     */
    public ValidatorSet validators(long height) throws IOException {
        return height == 1
                ? genesis.validators()
                : stateAfter(abridged(height - 1)).validators();
    }

    private ChainState stateAfter(AbridgedBlock last) throws IOException {
        ChainState state = ChainState.of(genesis);
        for (AbridgedBlock change : changesBefore(last.header())) state = state.after(change.rest());
        ValidatorSet deciders = state.validators();
        if (last.header().changesValidators()) state = state.after(last.rest());
        if (!state.validators().hash().equals(last.header().nextValidatorsHash()))
            throw new UnusableChain("the blocks that change the validators give the set "
                    + state.validators().hash() + ", but the header of height " + last.height() + " names "
                    + last.header().nextValidatorsHash());
        return new ChainState(
                genesis,
                Tip.of(last.header()),
                state.validators(),
                state.changedAt(),
                last.certificate().map(certificate -> new ChainState.End(certificate, deciders)));
    }

    /** The block of {@code height} as a light client needs it; empty when its certificate is not kept. */
    public Optional<LightBlock> light(long height) throws IOException {
        AbridgedBlock block = abridged(height);
        BlockHeader header = block.header();
        ValidatorSet next = stateAfter(block).validators();
        ValidatorSet own = header.changesValidators() ? validators(height) : next;
        return block.certificate().map(certificate -> new LightBlock(header, certificate, own, next));
    }

    /** Whether the block of {@code height} is kept whole and has a payload at {@code position}. */
    public boolean holds(long height, int position) throws IOException {
        return height >= oldest()
                && height <= height()
                && position >= 0
                && position < block(height).block().payloads().size();
    }

    /** The proof that the payload at {@code position} of the block of {@code height} stands there. */
    public LedgerProof prove(long height, int position) throws IOException {
        CommittedBlock committed = block(height);
        Block block = committed.block();
        if (position < 0 || position >= block.payloads().size())
            throw new IndexOutOfBoundsException("payload " + position + " is not among the "
                    + block.payloads().size() + " of height " + height);
        Block.Placed placed = block.prove(position);
        return new LedgerProof(
                handovers(block.header()),
                block.header(),
                committed.certificate(),
                placed.section(),
                placed.path(),
                block.payloads().get(position).hash());
    }

    /** The blocks that changed the validators before {@code block}, which lead from those of the genesis to its own. */
    private List<LedgerProof.Handover> handovers(BlockHeader block) throws IOException {
        List<LedgerProof.Handover> handovers = new ArrayList<>();
        ChainState state = ChainState.of(genesis);
        for (AbridgedBlock change : changesBefore(block)) {
            state = state.after(change.rest());
            handovers.add(new LedgerProof.Handover(
                    change.header(), change.certificate().orElseThrow(), state.validators()));
        }
        return handovers;
    }

    /** The blocks below {@code block} that changed the validators, lowest first; each header names the one before. */
    private Deque<AbridgedBlock> changesBefore(BlockHeader block) throws IOException {
        Deque<AbridgedBlock> changes = new ArrayDeque<>();
        for (long changed = changedBefore(block); changed > 0; ) {
            AbridgedBlock change = abridged(changed);
            changes.push(change);
            changed = changedBefore(change.header());
        }
        return changes;
    }

    private static long changedBefore(BlockHeader block) {
        return block.succession().map(BlockHeader.Succession::changedAt).orElse(0L);
    }

    /** The height of the lowest block that is kept whole; 1 of an archive, and one above {@link #height} when there is none. */
    public long oldest() {
        return Math.max(1, log.first());
    }

    /** The block of {@code height}, 1 to {@link #height}, abridged; with its certificate if that is kept. */
    AbridgedBlock abridged(long height) throws IOException {
        return height >= oldest()
                ? AbridgedBlock.of(block(height), true)
                : readAbridged(abridged.orElseThrow(), height);
    }

    /** What the block of {@code height}, 1 to {@link #height}, says, as far as it is kept. */
    public BlockContent content(long height) throws IOException {
        if (height >= oldest()) return BlockContent.of(block(height));
        AbridgedBlock block = abridged(height);
        return new BlockContent(block.header(), block.payloads());
    }

    /**
     * Abridged blocks from {@code from} on, for who can no longer have them whole: of more than {@code maxBytes} no more than it takes
     * to end with one that has its certificate. Empty beyond the last block.
     */
    public List<AbridgedBlock> run(long from, long maxBytes) throws IOException {
        List<AbridgedBlock> run = new ArrayList<>();
        long bytes = 0;
        for (long height = Math.max(1, from); height <= height(); height++) {
            AbridgedBlock block = abridged(height);
            run.add(block);
            bytes += block.bytes().length;
            boolean whole = height >= oldest();
            if (block.certificate().isPresent() && (whole || bytes >= maxBytes)) break;
        }
        return run;
    }

    /**
     * Abridges some of the blocks below the last {@code keep}, if there are any, and drops what need not be kept whole any more. Called
     * after each block, it keeps up.
     *
     * @param keep 1 or more
     * @param most the highest block that may be abridged
     */
    public void prune(long keep, long most) throws IOException {
        RecordLog old = abridged.orElseThrow();
        long last = Math.min(Math.min(height() - keep, most), old.next() + ABRIDGED_AT_ONCE - 1);
        if (old.next() > last) return;
        abridgeTo(old, last);
        if (log.dropPoint(old.next()) <= log.first()) return;
        old.sync();
        log.dropBefore(old.next());
    }

    private void abridgeTo(RecordLog old, long last) throws IOException {
        for (long height = old.next(); height <= last; height++) {
            CommittedBlock block = block(height);
            bytesSinceWaypoint +=
                    block.block().payloads().stream().mapToLong(Payload::size).sum();
            boolean waypoint = ++blocksSinceWaypoint >= WAYPOINT_BLOCKS || bytesSinceWaypoint >= WAYPOINT_BYTES;
            if (waypoint || block.block().header().changesValidators()) {
                blocksSinceWaypoint = 0;
                bytesSinceWaypoint = 0;
            }
            old.append(AbridgedBlock.of(block, waypoint).bytes());
        }
    }

    /**
     * Goes on behind {@code run}, which the caller has verified: all blocks up to its last are kept abridged from now on. Durable
     * on return.
     *
     * @throws IllegalArgumentException when the run does not follow the last block
     */
    public void follow(List<AbridgedBlock> run) throws IOException {
        if (failed) throw new IllegalStateException("a write to the chain failed; it must be opened again");
        RecordLog old = abridged.orElseThrow();
        Tip end = tip;
        for (AbridgedBlock block : run) {
            Optional<String> fault = end.refusal(block.header());
            if (fault.isPresent()) throw new IllegalArgumentException(fault.get());
            end = Tip.of(block.header());
        }
        failed = true;
        abridgeTo(old, height());
        for (AbridgedBlock block : run) old.append(block.bytes());
        old.sync();
        log.skipTo(old.next());
        failed = false;
        tip = end;
    }

    /** The height of the last block, 0 before the first. */
    public long height() {
        return tip.height();
    }

    /** The hash of the last block, of the genesis before the first. */
    public Hash lastHash() {
        return tip.hash();
    }

    /**
     * Adds the next block and returns when it is durable. That its certificate and content hold is for the caller to
     * check; its place is checked here.
     *
     * @throws IllegalArgumentException when the height or the previous hash is not the tip's successor's
     * @throws IllegalStateException after an append that failed: whether its record is there is known only by opening anew
     */
    public void append(CommittedBlock committed) throws IOException {
        if (failed) throw new IllegalStateException("a write to the chain failed; it must be opened again");
        BlockHeader header = committed.block().header();
        if (header.height() != tip.height() + 1)
            throw new IllegalArgumentException(
                    "block of height " + header.height() + " does not follow height " + tip.height());
        if (!header.previous().equals(tip.hash()))
            throw new IllegalArgumentException("block of height " + header.height() + " names " + header.previous()
                    + " as its previous, but height " + tip.height() + " has " + tip.hash());

        failed = true;
        log.append(committed.bytes());
        log.sync();
        failed = false;
        tip = Tip.of(header);
    }

    /** The block of {@code height}, {@link #oldest} to {@link #height}; {@link IndexOutOfBoundsException} for others. */
    public CommittedBlock block(long height) throws IOException {
        long last = height();
        if (height < oldest() || height > last)
            throw new IndexOutOfBoundsException("height " + height + " is not among " + oldest() + " to " + last);
        return read(log, height);
    }

    /**
     * Blocks from height {@code from} on, in order: at most {@code maxBlocks}, and no more after {@code maxBytes} of
     * content are reached, but always one when there is one. Empty beyond the last block, and below the {@link #oldest}.
     */
    public List<CommittedBlock> blocks(long from, int maxBlocks, int maxBytes) throws IOException {
        if (from < 1) throw new IndexOutOfBoundsException("blocks start at height 1, not " + from);
        List<CommittedBlock> blocks = new ArrayList<>();
        long last = height();
        long bytes = 0;
        if (from < oldest()) return blocks;
        for (long height = from; height <= last && blocks.size() < maxBlocks && bytes < maxBytes; height++) {
            CommittedBlock block = read(log, height);
            blocks.add(block);
            bytes += block.block().payloads().stream().mapToLong(Payload::size).sum();
        }
        return blocks;
    }

    @Override
    public void close() throws IOException {
        try (log) {
            if (abridged.isPresent()) abridged.get().close();
        }
    }
}
