package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.Salvage;
import dev.darm.journal.SegmentLog;
import dev.darm.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Mends the chain of a node that does not run. What is left of it is kept as far as it holds; every other block comes from
 * peers, none of which is trusted: each block, own or fetched, must follow from the genesis by its certificate and content.
 *
 * <p>The mended chain is written beside the damaged one and takes its place when it is whole and durable; the damaged one
 * stays under another name. It ends no lower than the chain once reached, because the validator's log of votes rests on
 * that. Blocks that were abridged are so afterwards; a damaged one of them can only come from an archive.
 */
public final class ChainRepair {

    /** Where the mended logs are written. */
    private static final String MENDING = "chain.mending";

    /** Where they are once they are whole and durable, until each is in its place. */
    static final String MENDED = "chain.mended";

    /** Follows the name of a log that was replaced; a number follows when there is one already. */
    private static final String DAMAGED = ".damaged";

    private static final List<String> LOGS = List.of(Chain.FOLDER, Chain.ABRIDGED);

    /** Where other nodes' blocks come from. */
    @FunctionalInterface
    public interface Peers {

        /** The blocks of {@code height} that peers gave, each with the peer's name; the first that holds is taken. */
        List<Offered> offers(long height) throws IOException;
    }

    /** A block as a peer gave it. */
    public record Offered(String peer, CommittedBlock block) {}

    /**
     * What was done.
     *
     * @param height of the mended chain
     * @param fetched heights that came from peers; empty when nothing was damaged, and then nothing was changed
     * @param refused what peers gave that does not hold, in words
     * @param beside what was replaced, under its new names; empty when nothing was
     */
    public record Report(long height, List<Long> fetched, List<String> refused, List<String> beside) {

        /** The heights in words, such as "3, 7–9". */
        public String ranges() {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < fetched.size(); ) {
                int last = i;
                while (last + 1 < fetched.size() && fetched.get(last + 1) == fetched.get(last) + 1) last++;
                words.add(i == last ? "" + fetched.get(i) : fetched.get(i) + "–" + fetched.get(last));
                i = last + 1;
            }
            return String.join(", ", words);
        }
    }

    private final Disk disk;
    private final SegmentLog.Options options;
    private final Genesis genesis;
    private final ChainVerifier verifier;
    private final Optional<TrustedBlock> trusted;
    private final Peers peers;
    private final List<Long> fetched = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private ChainRepair(
            Disk disk,
            SegmentLog.Options options,
            Genesis genesis,
            PayloadRules rules,
            Optional<TrustedBlock> trusted,
            Peers peers) {
        this.disk = disk;
        this.options = options;
        this.genesis = genesis;
        this.trusted = trusted;
        this.verifier = new ChainVerifier(genesis, rules, trusted);
        this.peers = peers;
    }

    /**
     * Mends the chain in {@link Chain#FOLDER}.
     *
     * @param trusted a block through which the mended chain must lead
     * @throws UnusableChain when no peer gives a block that is needed, with its height, or when the log is the chain of
     *     another genesis, or when the mended chain does not lead through {@code trusted}; the damaged chain is untouched then
     */
    public static Report run(
            Disk disk,
            SegmentLog.Options options,
            Genesis genesis,
            PayloadRules rules,
            Optional<TrustedBlock> trusted,
            Peers peers)
            throws IOException {
        return new ChainRepair(disk, options, genesis, rules, trusted, peers).run();
    }

    /** What was fetched below the trusted block leads there only if the chain does. */
    private void requireTrusted(long height) throws UnusableChain {
        if (trusted.isEmpty() || fetched.isEmpty() || height >= trusted.get().height()) return;
        throw new UnusableChain("the chain ends at height " + height + ", below the trusted block of "
                + trusted.get() + ", so nothing shows that what other nodes gave (height "
                + new Report(height, fetched, refused, List.of()).ranges()
                + ") leads there. Nothing was changed. Move the folders " + Chain.FOLDER + " and " + Chain.ABRIDGED
                + " out of the data folder, and the node fetches the chain anew");
    }

    private Report run() throws IOException {
        if (disk.exists(MENDED)) {
            List<String> beside = takePlace();
            return new Report(opened().orElse(0L), List.of(), List.of(), beside);
        }
        if (!disk.exists(Chain.FOLDER)) throw new UnusableChain("there is no chain to mend: no folder " + Chain.FOLDER);
        clear();
        boolean whole = opened().isPresent();
        long height;
        try (Salvage salvage = Salvage.of(disk, Chain.FOLDER);
                Salvage abridged = Salvage.of(disk, Chain.ABRIDGED)) {
            requireOurs(salvage);
            requireOurs(abridged);
            height = rebuild(salvage, abridged);
            requireTrusted(height);
        } catch (UnusableChain e) {
            clear();
            throw e;
        }
        if (whole && fetched.isEmpty()) {
            clear();
            return new Report(height, List.of(), List.of(), List.of());
        }
        disk.rename(MENDING, MENDED);
        disk.syncFolder("");
        return new Report(height, List.copyOf(fetched), List.copyOf(refused), takePlace());
    }

    /** Puts each mended log in its place; a log that is there already has been put there, so this can be interrupted. */
    private List<String> takePlace() throws IOException {
        List<String> beside = new ArrayList<>();
        for (String log : disk.list(MENDED)) {
            if (disk.exists(log)) {
                String free = free(log + DAMAGED);
                disk.rename(log, free);
                disk.syncFolder("");
                beside.add(free);
            }
            disk.rename(MENDED + "/" + log, log);
            disk.syncFolder(MENDED);
            disk.syncFolder("");
        }
        disk.delete(MENDED);
        disk.syncFolder("");
        return beside;
    }

    /** The height of the chain as it lies there; empty when it cannot be opened. */
    private Optional<Long> opened() {
        try (Chain chain = Chain.open(disk, options, genesis, 0, log -> {})) {
            return Optional.of(chain.height());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A marker that can be read and names another chain is no damage. */
    private void requireOurs(Salvage salvage) throws IOException {
        Optional<byte[]> record = salvage.read(0);
        if (record.isEmpty()) return;
        try {
            Chain.requireMarker(ByteReader.readAll(record.get(), ChainMarker::read), genesis);
        } catch (MalformedBytes e) {
            // rotten in a way that its checksum does not show; the mended chain has a new one
        }
    }

    private long rebuild(Salvage salvage, Salvage abridged) throws IOException {
        boolean pruned = disk.exists(Chain.ABRIDGED);
        long whole = !pruned ? 1 : Math.max(1, salvage.last() < 0 ? abridged.last() + 1 : salvage.first());
        long last = Math.max(salvage.last(), whole - 1);
        ChainState state = ChainState.of(genesis);
        if (pruned) {
            try (SegmentLog mended = SegmentLog.open(disk, MENDING + "/" + Chain.ABRIDGED, options)) {
                state = rebuildAbridged(abridged, mended, state, whole - 1);
            }
        }
        try (SegmentLog mended = SegmentLog.open(disk, MENDING + "/" + Chain.FOLDER, options)) {
            if (whole > 1) mended.skipTo(whole);
            else mended.append(ChainMarker.of(genesis).bytes());
            for (long height = whole; height <= last; height++) {
                CommittedBlock block = own(salvage, state, height).orElse(null);
                if (block == null) block = fetch(state, height);
                mended.append(block.bytes());
                state = state.after(block);
            }
            mended.sync();
        }
        return state.height();
    }

    private ChainState rebuildAbridged(Salvage abridged, SegmentLog mended, ChainState from, long last)
            throws IOException {
        ChainState state = from;
        mended.append(ChainMarker.of(genesis).bytes());
        for (long height = 1; height <= last; height++) {
            AbridgedBlock block = ownAbridged(abridged, state, height).orElse(null);
            if (block == null) block = AbridgedBlock.of(fetch(state, height), true);
            mended.append(block.bytes());
            state = state.after(block);
        }
        mended.sync();
        return state;
    }

    private Optional<AbridgedBlock> ownAbridged(Salvage abridged, ChainState state, long height) throws IOException {
        Optional<byte[]> record = abridged.read(height);
        if (record.isEmpty()) return Optional.empty();
        try {
            AbridgedBlock block = ByteReader.readAll(record.get(), AbridgedBlock::read);
            if (trusted.isPresent() && state.refusal(block).isEmpty())
                Chain.requireTrusted(trusted.get(), block.header());
            return verifier.refusal(state, block).isPresent() ? Optional.empty() : Optional.of(block);
        } catch (MalformedBytes e) {
            return Optional.empty();
        }
    }

    private Optional<CommittedBlock> own(Salvage salvage, ChainState state, long height) throws IOException {
        Optional<byte[]> record = salvage.read(height);
        if (record.isEmpty()) return Optional.empty();
        try {
            CommittedBlock block = ByteReader.readAll(record.get(), CommittedBlock::read);
            if (trusted.isPresent() && state.placeRefusal(block.block()).isEmpty())
                Chain.requireTrusted(trusted.get(), block.block().header());
            return verifier.refusal(state, block).isPresent() ? Optional.empty() : Optional.of(block);
        } catch (MalformedBytes e) {
            return Optional.empty();
        }
    }

    private CommittedBlock fetch(ChainState state, long height) throws IOException {
        for (Offered offered : peers.offers(height)) {
            Optional<String> refusal = verifier.refusal(state, offered.block);
            if (refusal.isEmpty()) {
                fetched.add(height);
                return offered.block;
            }
            refused.add("height " + height + " of " + offered.peer + ": " + refusal.get());
        }
        throw UnusableChain.at(
                height,
                "none of the other nodes gave a block of this height that holds"
                        + (refused.isEmpty() ? "." : " (" + String.join("; ", refused) + ")."));
    }

    private String free(String name) throws IOException {
        String free = name;
        for (int number = 2; disk.exists(free); number++) free = name + "." + number;
        return free;
    }

    private void clear() throws IOException {
        if (!disk.exists(MENDING)) return;
        for (String log : LOGS) {
            String folder = MENDING + "/" + log;
            if (!disk.exists(folder)) continue;
            for (String name : disk.list(folder)) disk.delete(folder + "/" + name);
            disk.delete(folder);
        }
        disk.delete(MENDING);
        disk.syncFolder("");
    }
}
