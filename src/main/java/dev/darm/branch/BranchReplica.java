package dev.darm.branch;

import dev.darm.codec.Hash;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** This node's copy of one branch: its graph, its sealed segments, and its talk with the other replicas. */
final class BranchReplica {

    /** How many heads of others a drafted record names. */
    private static final int PARENTS = 16;

    private final RecordLog log;
    final SegmentStore store;
    final BranchDag dag;
    final Stability stability;
    final Sync sync;
    private final HybridClock clock;
    private final PublicKey author;
    private long headSequence;
    private Hash publishedRoot = Hash.ZERO;

    /** The author's last record that is in no batch of the graph yet. */
    private @Nullable BranchRecord drafted;

    BranchReplica(
            String branch,
            RecordLog log,
            String node,
            PublicKey author,
            HybridClock clock,
            TreeSet<String> replicas,
            BranchSettings settings,
            Predicate<PublicKey> enrolled)
            throws IOException {
        this.log = log;
        this.author = author;
        this.clock = clock;
        this.store = new SegmentStore(branch, log);
        this.dag = new BranchDag(branch, BranchDag.Limits.DEFAULT, store);
        store.replay(dag);
        TreeSet<String> others = new TreeSet<>(replicas);
        others.remove(node);
        this.stability = new Stability(dag, others);
        this.sync = new Sync(node, dag, stability, clock, others, settings.sync(), enrolled);
    }

    /** The author's next record, not signed yet. */
    BranchRecord draft(Instant now, int kind, byte[] payload) {
        HybridTime time = clock.tick(now);
        BranchRecord before = drafted;
        BranchRecord next = before == null
                ? dag.draft(author, time, PARENTS, kind, payload)
                : BranchRecord.of(
                        dag.branch(),
                        author,
                        before.sequence() + 1,
                        Optional.of(before.id()),
                        time,
                        List.of(),
                        kind,
                        payload);
        drafted = next;
        if (before == null) sync.drafted(Optional.of(time));
        return next;
    }

    /** A batch holds all records that were drafted up to {@code last}, and is durable. */
    List<SyncEffect> written(List<SignedRecord> records, Instant now) {
        BranchRecord last = records.getLast().record();
        if (drafted != null && drafted.equals(last)) {
            drafted = null;
            sync.drafted(Optional.empty());
        }
        return sync.written(records, now);
    }

    /** Seals what is stable, and what is not when more than {@code most} records lie in memory. */
    void seal(int most) throws IOException {
        List<Segment> due = stability.due(sync.reached(), most);
        if (due.isEmpty()) return;
        for (Segment segment : due) store.append(segment);
        store.sync();
        due.forEach(dag::release);
    }

    /** How far this copy is, if that was not published yet. */
    Optional<Head> publish(Instant now) {
        if (sync.root().equals(publishedRoot) || dag.size() == 0) return Optional.empty();
        publishedRoot = sync.root();
        // above all that this node announced before a restart, unless its clock went back by more than it was away
        headSequence = Math.max(headSequence + 1, now.toEpochMilli());
        return Optional.of(new Head(headSequence, publishedRoot, dag.size()));
    }

    void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
