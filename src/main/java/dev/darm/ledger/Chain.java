package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The committed blocks of a node, on its disk: record 0 marks which chain the log holds, record h is the block of height
 * h. A block is durable when {@link #append} returns.
 *
 * <p>Opening reads the marker and the last block; {@link ChainVerifier} checks all that lies between. One writer; reads may
 * run beside it.
 */
public final class Chain implements AutoCloseable {

    private final RecordLog log;
    private final Genesis genesis;
    private volatile Tip tip;
    private boolean failed;

    private Chain(RecordLog log, Genesis genesis, Tip tip) {
        this.log = log;
        this.genesis = genesis;
        this.tip = tip;
    }

    /**
     * The chain of {@code genesis} in {@code log}, which it owns from now on; an empty log becomes that chain.
     *
     * @throws UnusableChain when the log holds the chain of another genesis, or something else
     */
    public static Chain open(RecordLog log, Genesis genesis) throws IOException {
        if (log.next() == 0) {
            log.append(ChainMarker.of(genesis).bytes());
            log.sync();
        }
        requireMarker(log, genesis);
        long height = log.next() - 1;
        Tip tip = height == 0 ? genesis.tip() : Tip.of(read(log, height).block().header());
        return new Chain(log, genesis, tip);
    }

    static void requireMarker(RecordLog log, Genesis genesis) throws IOException {
        if (log.next() == 0) throw new UnusableChain("the chain's log is empty, it holds not even the chain's marker");
        if (log.first() != 0)
            throw new UnusableChain("the chain's log starts at record " + log.first() + "; the records before are gone."
                    + " Restore the folder, or remove it to fetch the chain from the other nodes");
        ChainMarker marker = marker(log);
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
            throw new UnusableChain("the record of height " + height + " is no block: " + e.getMessage());
        }
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
        return height == 0 ? ChainState.of(genesis) : stateAfter(read(log, height));
    }

    /**
     * The validators that decide the block of {@code height}, 1 to one above {@link #height}. Reads the blocks that changed
     * the set, of which each header names the one before.
     */
    public ValidatorSet validators(long height) throws IOException {
        return height == 1
                ? genesis.validators()
                : stateAfter(block(height - 1)).validators();
    }

    private ChainState stateAfter(CommittedBlock committed) throws IOException {
        Block last = committed.block();
        ChainState state = ChainState.of(genesis);
        for (CommittedBlock change : changesBefore(last)) state = state.after(change.block());
        ValidatorSet deciders = state.validators();
        if (last.header().changesValidators()) state = state.after(last);
        if (!state.validators().hash().equals(last.header().nextValidatorsHash()))
            throw new UnusableChain("the blocks that change the validators give the set "
                    + state.validators().hash() + ", but the header of height " + last.height() + " names "
                    + last.header().nextValidatorsHash());
        return new ChainState(
                genesis,
                Tip.of(last.header()),
                state.validators(),
                state.changedAt(),
                Optional.of(new ChainState.End(committed.certificate(), deciders)));
    }

    /** The block of {@code height} as a light client needs it. */
    public LightBlock light(long height) throws IOException {
        CommittedBlock committed = block(height);
        BlockHeader header = committed.block().header();
        ValidatorSet next = stateAfter(committed).validators();
        ValidatorSet own = header.changesValidators() ? validators(height) : next;
        return new LightBlock(header, committed.certificate(), own, next);
    }

    /** Whether the block of {@code height} has a payload at {@code position}. */
    public boolean holds(long height, int position) throws IOException {
        return height >= 1
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
                handovers(block),
                block.header(),
                committed.certificate(),
                placed.section(),
                placed.path(),
                block.payloads().get(position).hash());
    }

    /** The blocks that changed the validators before {@code block}, which lead from those of the genesis to its own. */
    private List<LedgerProof.Handover> handovers(Block block) throws IOException {
        List<LedgerProof.Handover> handovers = new ArrayList<>();
        ChainState state = ChainState.of(genesis);
        for (CommittedBlock change : changesBefore(block)) {
            state = state.after(change.block());
            handovers.add(new LedgerProof.Handover(change.block().header(), change.certificate(), state.validators()));
        }
        return handovers;
    }

    /** The blocks below {@code block} that changed the validators, lowest first; each header names the one before. */
    private Deque<CommittedBlock> changesBefore(Block block) throws IOException {
        Deque<CommittedBlock> changes = new ArrayDeque<>();
        for (long changed = changedBefore(block); changed > 0; ) {
            CommittedBlock change = read(log, changed);
            changes.push(change);
            changed = changedBefore(change.block());
        }
        return changes;
    }

    private static long changedBefore(Block block) {
        return block.header()
                .succession()
                .map(BlockHeader.Succession::changedAt)
                .orElse(0L);
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

    /** The block of {@code height}, 1 to {@link #height}; {@link IndexOutOfBoundsException} for others. */
    public CommittedBlock block(long height) throws IOException {
        long last = height();
        if (height < 1 || height > last)
            throw new IndexOutOfBoundsException("height " + height + " is not among 1 to " + last);
        return read(log, height);
    }

    /**
     * Blocks from height {@code from} on, in order: at most {@code maxBlocks}, and no more after {@code maxBytes} of
     * content are reached, but always one when there is one. Empty beyond the last block.
     */
    public List<CommittedBlock> blocks(long from, int maxBlocks, int maxBytes) throws IOException {
        if (from < 1) throw new IndexOutOfBoundsException("blocks start at height 1, not " + from);
        List<CommittedBlock> blocks = new ArrayList<>();
        long last = height();
        long bytes = 0;
        for (long height = from; height <= last && blocks.size() < maxBlocks && bytes < maxBytes; height++) {
            CommittedBlock block = read(log, height);
            blocks.add(block);
            bytes += block.block().payloads().stream().mapToLong(Payload::size).sum();
        }
        return blocks;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
