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
 * that.
 */
public final class ChainRepair {

    /** Where the mended chain is written. */
    static final String MENDED = "chain.mended";

    /** Where the damaged one stays; a number follows when there is one already. */
    static final String DAMAGED = "chain.damaged";

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
     * @param beside where what was replaced lies; empty when nothing was
     */
    public record Report(long height, List<Long> fetched, List<String> refused, Optional<String> beside) {

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
    private final Peers peers;
    private final List<Long> fetched = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private ChainRepair(Disk disk, SegmentLog.Options options, Genesis genesis, PayloadRules rules, Peers peers) {
        this.disk = disk;
        this.options = options;
        this.genesis = genesis;
        this.verifier = new ChainVerifier(genesis, rules);
        this.peers = peers;
    }

    /**
     * Mends the chain in {@link Chain#FOLDER}.
     *
     * @throws UnusableChain when no peer gives a block that is needed, with its height, or when the log is the chain of
     *     another genesis; the damaged chain is untouched then
     */
    public static Report run(Disk disk, SegmentLog.Options options, Genesis genesis, PayloadRules rules, Peers peers)
            throws IOException {
        return new ChainRepair(disk, options, genesis, rules, peers).run();
    }

    private Report run() throws IOException {
        if (!disk.exists(Chain.FOLDER)) {
            if (!disk.exists(MENDED)) throw new UnusableChain("there is no chain to mend: no folder " + Chain.FOLDER);
            return new Report(takePlace(), List.of(), List.of(), Optional.empty());
        }
        clear(MENDED);
        boolean whole = opens();
        long height;
        try (Salvage salvage = Salvage.of(disk, Chain.FOLDER);
                SegmentLog mended = SegmentLog.open(disk, MENDED, options)) {
            requireOurs(salvage);
            height = rebuild(salvage, mended);
        } catch (UnusableChain e) {
            clear(MENDED);
            throw e;
        }
        if (whole && fetched.isEmpty()) {
            clear(MENDED);
            return new Report(height, List.of(), List.of(), Optional.empty());
        }
        String beside = free(DAMAGED);
        disk.rename(Chain.FOLDER, beside);
        takePlace();
        return new Report(height, List.copyOf(fetched), List.copyOf(refused), Optional.of(beside));
    }

    /** The mended chain is whole when the damaged one is out of its place, so this step can be done again. */
    private long takePlace() throws IOException {
        disk.rename(MENDED, Chain.FOLDER);
        disk.syncFolder("");
        try (Chain chain = Chain.open(Chain.log(disk, options), genesis)) {
            return chain.height();
        }
    }

    private boolean opens() {
        try (Chain chain = Chain.open(Chain.log(disk, options), genesis)) {
            return chain.height() >= 0;
        } catch (IOException e) {
            return false;
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

    private long rebuild(Salvage salvage, SegmentLog mended) throws IOException {
        long found = salvage.numbers().isEmpty() ? 0 : salvage.numbers().last();
        long last = Math.max(salvage.promised().orElse(0L) - 1, found);
        mended.append(ChainMarker.of(genesis).bytes());
        ChainState state = ChainState.of(genesis);
        for (long height = 1; height <= last; height++) {
            CommittedBlock block = own(salvage, state, height).orElse(null);
            if (block == null) block = fetch(state, height);
            mended.append(block.bytes());
            state = state.after(block.block());
        }
        mended.sync();
        return state.height();
    }

    private Optional<CommittedBlock> own(Salvage salvage, ChainState state, long height) throws IOException {
        Optional<byte[]> record = salvage.read(height);
        if (record.isEmpty()) return Optional.empty();
        try {
            CommittedBlock block = ByteReader.readAll(record.get(), CommittedBlock::read);
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

    private void clear(String folder) throws IOException {
        if (!disk.exists(folder)) return;
        for (String name : disk.list(folder)) disk.delete(folder + "/" + name);
        disk.delete(folder);
        disk.syncFolder("");
    }
}
