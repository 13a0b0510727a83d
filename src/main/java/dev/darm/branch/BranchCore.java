package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The branches of one node: what it appends is signed in batches, kept, sent to the other replicas, and anchored in the
 * chain. One author a node, one signature for the batches of all branches.
 *
 * <p><b>The order of things.</b> A batch is durable before anybody sees it, and only then is its append acknowledged: after a
 * crash the node goes on from what it said. Records of others are durable before they are told on. Sealed segments and
 * anchors lie in logs of their own, which this class writes and syncs itself.
 *
 * <p><b>An empty disk.</b> A node that has no records of its own asks the others first: it may have lost them, and one that
 * wrote anew from sequence 0 would equivocate.
 */
public final class BranchCore {

    /** Where the sealed segments of a branch lie. */
    @FunctionalInterface
    public interface Logs {
        RecordLog segments(String branch) throws IOException;
    }

    /**
     * What the branches of a node stand on.
     *
     * @param node its name
     * @param key with which it signs what it appends
     * @param replicas the names of all nodes that keep copies
     * @param enrolled whose records are taken
     * @param own which of these the node signs with, or has signed with before its key was changed
     * @param anchors the log of the roots, owned by the core from now on
     */
    public record Ground(
            String node,
            SigningKey key,
            String chainId,
            SortedSet<String> replicas,
            Predicate<PublicKey> enrolled,
            Predicate<PublicKey> own,
            Logs logs,
            RecordLog anchors) {}

    /** What the core says. */
    public sealed interface Said {
        record ToPeer(SyncMessage message) implements Said {}

        /** The answer to an append: the ids of the records, durable here. */
        record Appended(List<Hash> ids) implements Said {}

        /** The answer to an append that is not carried out. */
        record Refused(String why) implements Said {}

        /** To be put into a block. */
        record Submit(Payload anchor) implements Said {}

        /** How far this node's copy of the branch is, for Distributed Data. */
        record Announce(String branch, Head head) implements Said {}

        record Caught(Equivocation evidence) implements Said {}

        /** Something that {@code from} said was not taken. */
        record NotTaken(String from, String why) implements Said {}
    }

    /** The one timer: the open batch is due. */
    public enum Timer {
        BATCH
    }

    /** An append, while not all its records are durable. */
    private static final class Ask {
        final long ticket;
        final List<Hash> ids = new ArrayList<>();
        int open;

        Ask(long ticket) {
            this.ticket = ticket;
        }
    }

    /** The most payloads of an append, and their bytes. */
    public static final int MAX_APPENDED = 4_096;

    public static final int MAX_APPENDED_BYTES = 1 << 20;

    private static final Duration SUBMIT_AGAIN = Duration.ofSeconds(10);

    private final Ground ground;
    private final BranchSettings settings;
    private final HybridClock clock;
    private final BatchSigner signer;
    private final Anchors anchors;
    private final SortedMap<String, BranchReplica> branches = new TreeMap<>();
    private final Deque<Ask> asks = new ArrayDeque<>();
    private SortedSet<String> inReach = Collections.emptySortedSet();
    private boolean hasOwn;
    private boolean greeted;
    private Instant waitsUntil = Instant.MAX;
    private Instant submitAt = Instant.MIN;

    /** Reads the log of anchors and the segments of {@code known} branches; {@link #recover} follows, then {@link #start}. */
    public BranchCore(Ground ground, BranchSettings settings, List<String> known) throws IOException {
        this.ground = ground;
        this.settings = settings;
        this.clock = new HybridClock(HybridTime.ZERO, settings.maxDrift());
        this.signer = new BatchSigner(ground.key());
        this.anchors = new Anchors(ground.anchors(), ground.key(), ground.chainId(), settings.anchors());
        for (String branch : known) open(branch);
    }

    private BranchReplica open(String branch) throws IOException {
        BranchReplica replica = new BranchReplica(
                branch,
                ground.logs().segments(branch),
                ground.node(),
                ground.key().publicKey(),
                clock,
                new TreeSet<>(ground.replicas()),
                settings,
                ground.enrolled());
        branches.put(branch, replica);
        for (SignedRecord head : replica.dag.heads()) clock.follow(head.record().time());
        if (replica.dag.histories().keySet().stream().anyMatch(ground.own())) hasOwn = true;
        return replica;
    }

    /** The branch; made when it can be one and there is room for one more. */
    private Optional<BranchReplica> replica(String branch) throws IOException {
        BranchReplica known = branches.get(branch);
        if (known != null) return Optional.of(known);
        if (branches.size() >= settings.branches() || !BranchRecord.isBranch(branch)) return Optional.empty();
        return Optional.of(open(branch));
    }

    // ---- start

    /** An entry of the log, in its order. */
    void recover(BranchEntry entry) throws IOException {
        switch (entry) {
            case BranchEntry.Written(long number, RecordBatch batch) -> {
                if (number >= anchors.next()) addRoot(batch);
                for (SignedRecord signed : batch.signed()) recover(signed);
            }
            case BranchEntry.Taken(List<SignedRecord> records) -> {
                for (SignedRecord signed : records) recover(signed);
            }
            case BranchEntry.Roots(long first, HybridTime time, List<Hash> roots) -> {
                for (int i = 0; i < roots.size(); i++) if (first + i >= anchors.next()) anchors.add(roots.get(i), time);
            }
            case BranchEntry.Moved moved -> {}
        }
    }

    private void recover(SignedRecord signed) throws IOException {
        BranchReplica replica = branches.get(signed.record().branch());
        if (replica == null) replica = open(signed.record().branch());
        switch (replica.dag.add(signed, ground.node())) {
            case BranchDag.Outcome.Added added -> {
                clock.follow(signed.record().time());
                if (ground.own().test(signed.record().author())) hasOwn = true;
            }
            case BranchDag.Outcome.Known() -> {}
            case BranchDag.Outcome.Waits(List<Hash> missing) ->
                throw new IOException(
                        "the log of branches holds " + signed.record() + " without its ancestors " + missing);
            case BranchDag.Outcome.Refused(String why) ->
                throw new IOException("the log of branches holds " + signed.record() + ": " + why);
        }
    }

    private void addRoot(RecordBatch batch) throws IOException {
        anchors.add(batch.seal().root(), batch.records().getFirst().time());
    }

    public void start(Instant now) {
        waitsUntil = hasOwn || ground.replicas().size() < 2 ? now : now.plus(settings.aloneAfter());
    }

    // ---- appending

    /**
     * Appends {@code payloads} of {@code kind} to {@code branch}, in their order. {@link Said.Appended} answers the asker
     * {@code ticket} when they are durable, or {@link Said.Refused} at once.
     */
    List<Effect<BranchEntry, Timer, Said>> append(
            String branch, int kind, List<byte[]> payloads, long ticket, Instant now) throws IOException {
        List<Effect<BranchEntry, Timer, Said>> effects = new ArrayList<>();
        Optional<String> refusal = refusal(branch, kind, payloads, now);
        Optional<BranchReplica> replica = refusal.isPresent() ? Optional.empty() : replica(branch);
        if (replica.isEmpty()) {
            String why = refusal.orElse("this node keeps " + settings.branches()
                    + " branches already (darm.branch.branches), and no room for " + branch);
            effects.add(new Effect.Send<>(new Party.Asker(ticket), new Said.Refused(why)));
            return effects;
        }
        boolean wasOpen = signer.due().isPresent();
        Ask ask = new Ask(ticket);
        ask.open = payloads.size();
        for (byte[] payload : payloads) {
            BranchRecord record = replica.get().draft(now, kind, payload);
            ask.ids.add(record.id());
            // the one that this closes may be without the record that is added
            List<RecordBatch> closed = signer.add(record, now);
            asks.add(ask);
            for (RecordBatch batch : closed) persist(batch, effects);
        }
        schedule(wasOpen && effects.isEmpty(), now, effects);
        return effects;
    }

    private Optional<String> refusal(String branch, int kind, List<byte[]> payloads, Instant now) {
        try {
            BranchRecord.requireBranch(branch);
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (!ground.replicas().contains(ground.node()))
            return Optional.of("this node keeps no branches (darm.branch.replicas); these do: " + ground.replicas());
        if (!ground.enrolled().test(ground.key().publicKey()))
            return Optional.of(
                    "this node's key is not enrolled: " + ground.key().publicKey());
        if (kind < 0 || kind > 255) return Optional.of("a record's kind is 0 to 255: " + kind);
        if (payloads.isEmpty() || payloads.size() > MAX_APPENDED)
            return Optional.of("an append has 1 to " + MAX_APPENDED + " payloads, not " + payloads.size());
        long bytes = 0;
        for (byte[] payload : payloads) {
            bytes += payload.length;
            if (payload.length > BranchRecord.MAX_PAYLOAD_BYTES)
                return Optional.of(
                        "a payload has at most " + BranchRecord.MAX_PAYLOAD_BYTES + " bytes, not " + payload.length);
        }
        if (bytes > MAX_APPENDED_BYTES && payloads.size() > 1)
            return Optional.of("the payloads of an append have at most " + MAX_APPENDED_BYTES + " bytes, not " + bytes);
        if (anchors.isFull())
            return Optional.of(anchors.pending()
                    + " roots wait for the chain, as many as may (darm.branch.anchor.queue); it must go on first");
        return Optional.empty();
    }

    /**
     * Whether this node knows what it wrote before. One that has no records of its own waits, for as long as the settings
     * say, until another replica told which branches there are and what is in them.
     */
    boolean mayWrite(Instant now) {
        if (!now.isBefore(waitsUntil)) return true;
        boolean heard = greeted && branches.values().stream().allMatch(replica -> replica.sync.hasCaughtUp());
        if (heard) waitsUntil = now;
        return heard;
    }

    /** The branches that {@code peer}, another replica, keeps. */
    void greeted(String peer, List<String> names) throws IOException {
        if (!ground.replicas().contains(peer)) return;
        for (String name : names) replica(name);
        greeted = true;
    }

    /** The names of the branches here. */
    List<String> names() {
        return List.copyOf(branches.keySet());
    }

    private void schedule(boolean isSet, Instant now, List<Effect<BranchEntry, Timer, Said>> effects) {
        if (isSet) return;
        signer.due()
                .ifPresentOrElse(
                        due -> effects.add(new Effect.Schedule<>("batch", Duration.between(now, due), Timer.BATCH)),
                        () -> effects.add(new Effect.Cancel<>("batch")));
    }

    /** The timer rang. */
    List<Effect<BranchEntry, Timer, Said>> rang(Timer timer, Instant now) throws IOException {
        List<Effect<BranchEntry, Timer, Said>> effects = new ArrayList<>();
        Optional<RecordBatch> batch = signer.close(now);
        if (batch.isPresent()) persist(batch.get(), effects);
        else schedule(false, now, effects);
        return effects;
    }

    private void persist(RecordBatch batch, List<Effect<BranchEntry, Timer, Said>> effects) throws IOException {
        effects.add(new Effect.Persist<>(new BranchEntry.Written(anchors.next(), batch)));
        addRoot(batch);
    }

    /** What {@link #append} or {@link #rang} asked to persist is durable. */
    List<Effect<BranchEntry, Timer, Said>> written(BranchEntry.Written entry, Instant now) throws IOException {
        List<Effect<BranchEntry, Timer, Said>> effects = new ArrayList<>();
        Map<String, List<SignedRecord>> byBranch = new LinkedHashMap<>();
        for (SignedRecord signed : entry.batch().signed())
            byBranch.computeIfAbsent(signed.record().branch(), branch -> new ArrayList<>())
                    .add(signed);
        for (Map.Entry<String, List<SignedRecord>> records : byBranch.entrySet()) {
            BranchReplica replica = branches.get(records.getKey());
            if (replica == null)
                throw new IllegalStateException("a batch of a branch that is not open: " + records.getKey());
            for (SyncEffect effect : replica.written(records.getValue(), now))
                if (!(effect instanceof SyncEffect.Keep)) add(effect, effects);
        }
        hasOwn = true;
        for (int i = 0; i < entry.batch().records().size(); i++) {
            Ask ask = asks.remove();
            if (--ask.open == 0)
                effects.add(new Effect.Send<>(new Party.Asker(ask.ticket), new Said.Appended(List.copyOf(ask.ids))));
        }
        return effects;
    }

    // ---- the other replicas

    /** What another replica says. */
    List<Effect<BranchEntry, Timer, Said>> hear(SyncMessage message, Instant now) throws IOException {
        List<Effect<BranchEntry, Timer, Said>> effects = new ArrayList<>();
        Optional<BranchReplica> replica = replicaOf(message);
        if (replica.isEmpty()) {
            effects.add(new Effect.Publish<>(
                    new Said.NotTaken(message.from(), "no branch " + message.branch() + " here, and no room for it")));
            return effects;
        }
        for (SyncEffect effect : replica.get().sync.on(message, now)) add(effect, effects);
        return effects;
    }

    private Optional<BranchReplica> replicaOf(SyncMessage message) throws IOException {
        if (!ground.replicas().contains(message.from()) || !ground.replicas().contains(ground.node()))
            return Optional.empty();
        return replica(message.branch());
    }

    private void add(SyncEffect effect, List<Effect<BranchEntry, Timer, Said>> effects) {
        effects.add(
                switch (effect) {
                    case SyncEffect.Keep(List<SignedRecord> records) ->
                        new Effect.Persist<>(new BranchEntry.Taken(records));
                    case SyncEffect.Send(String to, SyncMessage message) ->
                        new Effect.Send<>(new Party.Node(to), new Said.ToPeer(message));
                    case SyncEffect.Caught(Equivocation evidence) -> new Effect.Publish<>(new Said.Caught(evidence));
                    case SyncEffect.Refused(String from, String why) ->
                        new Effect.Publish<>(new Said.NotTaken(from, why));
                });
    }

    /** {@code peer} is said to be so far with these branches. */
    void hint(String peer, BranchHeads heads) throws IOException {
        for (String branch : heads.branches()) {
            if (heads.heads(branch).isEmpty()) continue;
            Optional<BranchReplica> replica = replica(branch);
            if (replica.isPresent())
                replica.get().sync.hint(peer, heads.heads(branch).getLast().root());
        }
    }

    /** The nodes whose branches can be reached; what one that left began is forgotten. */
    void inReach(SortedSet<String> nodes) {
        for (String gone : inReach)
            if (!nodes.contains(gone)) branches.values().forEach(replica -> replica.sync.forget(gone));
        inReach = new TreeSet<>(nodes);
    }

    // ---- time, and the chain

    /** To be called ten times a second while something {@linkplain #isBusy goes on}, and once a second otherwise. */
    List<Effect<BranchEntry, Timer, Said>> tick(Instant now) throws IOException {
        List<Effect<BranchEntry, Timer, Said>> effects = new ArrayList<>();
        for (Map.Entry<String, BranchReplica> entry : branches.entrySet()) {
            BranchReplica replica = entry.getValue();
            for (SyncEffect effect : replica.sync.tick(now)) add(effect, effects);
            replica.seal(settings.unsealed());
            replica.publish(now)
                    .ifPresent(head -> effects.add(new Effect.Publish<>(new Said.Announce(entry.getKey(), head))));
        }
        anchor(now, effects);
        return effects;
    }

    private void anchor(Instant now, List<Effect<BranchEntry, Timer, Said>> effects) throws IOException {
        List<Anchor> fresh = anchors.make(now);
        if (!fresh.isEmpty()) anchors.sync();
        boolean again = !now.isBefore(submitAt);
        if (again || !fresh.isEmpty()) submitAt = now.plus(SUBMIT_AGAIN);
        for (Anchor anchor : again ? anchors.waiting() : fresh)
            effects.add(new Effect.Publish<>(new Said.Submit(anchor.payload())));
    }

    /** Whether a tick soon would carry on what goes on. */
    boolean isBusy() {
        return branches.values().stream().anyMatch(replica -> replica.sync.isBusy());
    }

    /** A block of the chain, in the order of their heights, or again. */
    void committed(CommittedBlock block) throws IOException {
        boolean noted = false;
        List<Payload> payloads = block.block().payloads();
        for (int i = 0; i < payloads.size(); i++) {
            if (payloads.get(i).kind() != Payload.ANCHOR) continue;
            try {
                Anchor anchor = ByteReader.readAll(payloads.get(i).content(), Anchor::read);
                noted |= anchors.stands(anchor, block.height(), i);
            } catch (MalformedBytes e) {
                // a validator would not have voted for it, and it is none of this node's
                continue;
            }
        }
        if (noted) anchors.sync();
    }

    /** From which height on blocks may hold anchors of this node that it does not know to stand there. */
    long unreadFrom() {
        return anchors.height() + 1;
    }

    /** Whether an anchor waits for its block. */
    boolean waitsForChain() {
        return !anchors.waiting().isEmpty();
    }

    /** What must stay of the log: written again, all before it can go. */
    List<BranchEntry> compact() {
        List<BranchEntry> entries = new ArrayList<>();
        anchors.open().ifPresent(entries::add);
        for (BranchReplica replica : branches.values()) {
            List<SignedRecord> records = replica.dag.order();
            for (int from = 0; from < records.size(); from += SyncMessage.MAX_RECORDS)
                entries.add(new BranchEntry.Taken(
                        records.subList(from, Math.min(records.size(), from + SyncMessage.MAX_RECORDS))));
        }
        return entries;
    }

    // ---- questions

    /** How far this node's copy of a branch is. */
    public record Status(
            String branch, long records, long sealed, int inMemory, int waiting, List<Hash> heads, int equivocators) {}

    List<Status> status() {
        List<Status> all = new ArrayList<>();
        branches.forEach((branch, replica) -> all.add(new Status(
                branch,
                replica.dag.size(),
                replica.store.records(),
                replica.dag.inMemory(),
                replica.dag.waits(),
                replica.dag.heads().stream().map(SignedRecord::id).toList(),
                replica.dag.equivocations().size())));
        return all;
    }

    /** How many roots wait for the chain. */
    long pendingRoots() {
        return anchors.pending();
    }

    /** How many roots there were. */
    long roots() {
        return anchors.next();
    }

    Optional<BranchDag> dag(String branch) {
        return Optional.ofNullable(branches.get(branch)).map(replica -> replica.dag);
    }

    /** The place of the anchor that holds a record of this node. */
    Anchors.Place find(SignedRecord record) throws IOException, Anchors.NotAnchored {
        return anchors.find(record.seal().root(), record.record().time());
    }

    void close() {
        branches.values().forEach(BranchReplica::close);
    }
}
