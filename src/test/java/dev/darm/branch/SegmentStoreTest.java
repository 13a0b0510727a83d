package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.branch.BranchDag.Outcome;
import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SegmentStoreTest {

    /** One replica with a disk; "other" is the name of the only other replica. */
    private static final class Replica {
        final TestDisk disk;
        final SegmentStore store;
        final BranchDag dag;
        final Stability stability;

        Replica(TestDisk disk) throws IOException {
            this.disk = disk;
            store = new SegmentStore(Author.BRANCH, SegmentLog.open(disk, "log", SegmentLog.Options.DEFAULT));
            dag = new BranchDag(Author.BRANCH, BranchDag.Limits.DEFAULT, store);
            store.replay(dag);
            stability = new Stability(dag, new TreeSet<>(List.of("other")));
        }

        /** The other has all that is here, and both clocks read {@code time}. */
        void otherHasAll(HybridTime time) {
            stability.acknowledge(
                    "other", dag.heads().stream().map(SignedRecord::id).toList());
            stability.reached("other", time);
        }

        void seal(HybridTime own, int records) throws IOException {
            List<Segment> due = stability.due(own, Integer.MAX_VALUE, records);
            for (Segment segment : due) store.append(segment);
            store.sync();
            due.forEach(dag::release);
        }

        List<SignedRecord> everything() {
            List<SignedRecord> all = new ArrayList<>();
            for (long i = 0; i < store.segments(); i++)
                all.addAll(store.segment(i).records());
            all.addAll(dag.order());
            return all;
        }
    }

    private static void assertSame(BranchDag dag, BranchDag expected) {
        assertThat(dag.size()).isEqualTo(expected.size());
        assertThat(dag.heads()).isEqualTo(expected.heads());
        assertThat(dag.equivocations()).isEqualTo(expected.equivocations());
        assertThat(Merges.of(dag).map(MergeRecord::id))
                .isEqualTo(Merges.of(expected).map(MergeRecord::id));
    }

    @Property(tries = 60)
    void sealedOrNotABranchIsTheSame(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<SignedRecord> records = Histories.random(seed, 4, 1, 60);
        BranchDag whole = Histories.dag(records);
        Replica replica = new Replica(new TestDisk());
        for (SignedRecord record : records) {
            replica.dag.add(record, "other");
            if (random.nextInt(3) > 0) continue;
            HybridTime time = record.record().time();
            replica.otherHasAll(time);
            replica.seal(time, 5);
        }

        assertThat(replica.store.segments()).isPositive();
        assertSame(replica.dag, whole);
        assertThat(replica.everything()).isEqualTo(whole.order());
        for (SignedRecord record : records) {
            assertThat(replica.dag.get(record.id())).contains(record);
            assertThat(replica.dag.add(record, "other")).isEqualTo(new Outcome.Known());
        }
        assertSame(new Replica(replica.disk).dag, dagOfSealed(replica));
    }

    private static BranchDag dagOfSealed(Replica replica) {
        List<SignedRecord> sealed = replica.everything();
        return Histories.dag(sealed.subList(0, (int) replica.store.records()));
    }

    /** Honest replicas that learn of records and of each other's progress in other orders. */
    @Property(tries = 40)
    void replicasSealTheSameSegments(@ForAll long seed) throws IOException {
        List<SignedRecord> records = Histories.random(seed, 3, 0, 60);
        List<Replica> replicas = List.of(new Replica(new TestDisk()), new Replica(new TestDisk()));
        Random random = new Random(seed);
        for (Replica replica : replicas) {
            int known = 0;
            while (known < records.size()) {
                int more = Math.min(records.size(), known + 1 + random.nextInt(15));
                List<SignedRecord> page = Histories.shuffled(records.subList(known, more), random.nextLong());
                for (SignedRecord record : page) replica.dag.add(record, "other");
                known = more;
                HybridTime time = records.get(known - 1).record().time();
                replica.otherHasAll(time);
                if (random.nextBoolean()) replica.seal(time, 7);
            }
            replica.seal(HybridTime.MAX, 7);
        }

        for (Replica replica : replicas) replica.stability.reached("other", HybridTime.MAX);
        for (Replica replica : replicas) replica.seal(HybridTime.MAX, 7);
        assertThat(replicas.get(0).store.segments())
                .isEqualTo(8)
                .isEqualTo(replicas.get(1).store.segments());
        for (long i = 0; i < 8; i++)
            assertThat(replicas.get(0).store.segment(i).bytes())
                    .isEqualTo(replicas.get(1).store.segment(i).bytes());
    }

    private static List<Segment> due(Replica replica, HybridTime own, int records) {
        return replica.stability.due(own, Integer.MAX_VALUE, records);
    }

    @Test
    void whatIsNotStableIsSealedOnlyWhereTooMuchLiesInMemory() throws IOException {
        Replica replica = new Replica(new TestDisk());
        List<SignedRecord> records = new ArrayList<>();
        Author author = Author.number(1);
        for (int i = 1; i <= 10; i++) {
            records.add(author.writes(i, "record " + i));
            replica.dag.add(records.getLast(), "other");
        }

        assertThat(replica.stability.due(HybridTime.MAX, 10, 2)).isEmpty();
        assertThat(replica.stability.due(HybridTime.MAX, 7, 2))
                .extracting(Segment::records)
                .containsExactly(records.subList(0, 2), records.subList(2, 4));
        replica.stability.acknowledge("other", List.of(records.get(5).id()));
        replica.stability.reached("other", HybridTime.MAX);
        assertThat(replica.stability.due(HybridTime.MAX, 9, 2)).hasSize(3);
    }

    @Test
    void nothingIsSealedThatAReplicaMayLackOrSomethingMayStillPrecede() throws IOException {
        Replica replica = new Replica(new TestDisk());
        Author author = Author.number(1);
        List<SignedRecord> records = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            records.add(author.writes(i, "record " + i));
            replica.dag.add(records.getLast(), "other");
        }

        replica.stability.reached("other", new HybridTime(2));
        assertThat(due(replica, HybridTime.MAX, 2)).isEmpty();
        replica.stability.acknowledge("stranger", List.of(records.get(3).id()));
        assertThat(due(replica, HybridTime.MAX, 2)).isEmpty();
        replica.stability.acknowledge("other", List.of(records.get(2).id(), Hash.of("not here")));
        assertThat(due(replica, HybridTime.MAX, 3)).isEmpty();
        assertThat(due(replica, new HybridTime(1), 2)).isEmpty();
        assertThat(due(replica, new HybridTime(2), 3)).isEmpty();
        assertThat(due(replica, new HybridTime(2), 2).getFirst().records()).isEqualTo(records.subList(0, 2));
    }

    @Test
    void aForkOfSealedHistoryIsCaughtWithTheSealedRecord() throws IOException {
        Replica replica = new Replica(new TestDisk());
        Author alice = Author.number(1);
        Author bob = Author.number(2);
        Author beginning = alice.clone_();
        replica.dag.add(alice.writes(1, "first"), "other");
        Author clone = alice.clone_();
        SignedRecord sealed = alice.writes(2, "second");
        replica.dag.add(sealed, "other");
        for (int i = 3; i < 12; i++) replica.dag.add((i % 2 == 0 ? alice : bob).writes(i, "more " + i), "other");
        replica.otherHasAll(new HybridTime(20));
        replica.seal(new HybridTime(20), 3);
        assertThat(replica.store.records()).isEqualTo(9);
        SignedRecord fork = clone.writes(30, "another second");

        assertThat(replica.dag.add(fork, "other"))
                .isEqualTo(new Outcome.Added(List.of(fork), List.of(Equivocation.of(sealed, fork))));
        SignedRecord otherFirst = beginning.writes(31, "another first");
        Equivocation lower = ((Outcome.Added) replica.dag.add(otherFirst, "other"))
                .evidence()
                .getFirst();
        assertThat(lower.one().record().sequence()).isZero();
        assertThat(lower.verifies()).isTrue();
        SignedRecord onSealed = Author.number(3).writes(32, "built on what is sealed", sealed);
        assertThat(replica.dag.add(onSealed, "other")).isInstanceOf(Outcome.Added.class);
    }

    @Test
    void aRecordDatedBackIsSealedLaterAndNotLost() throws IOException {
        Replica replica = new Replica(new TestDisk());
        Author author = Author.number(1);
        for (int i = 10; i < 16; i++) replica.dag.add(author.writes(i, "record " + i), "other");
        replica.otherHasAll(new HybridTime(20));
        replica.seal(new HybridTime(20), 2);
        SignedRecord late = Author.number(2).writes(3, "dated back");

        replica.dag.add(late, "other");
        replica.dag.add(author.writes(17, "after it", late), "other");
        replica.otherHasAll(new HybridTime(20));
        replica.seal(new HybridTime(20), 2);

        assertThat(replica.everything()).contains(late).hasSize(8);
        assertSame(new Replica(replica.disk).dag, dagOfSealed(replica));
    }

    /** However long a branch is, memory holds what is not sealed, the heads, and 12 bytes a record. */
    @Test
    void sealedRecordsLeaveMemory() throws IOException {
        Replica replica = new Replica(new TestDisk());
        List<Author> authors = List.of(Author.number(1), Author.number(2), Author.number(3));
        List<SignedRecord> last = new ArrayList<>();
        int most = 0;
        for (int i = 1; i <= 40_000; i++) {
            Author author = authors.get(i % 3);
            List<Hash> parents = last.stream().map(SignedRecord::id).toList();
            SignedRecord record = Author.unsigned(author.record(i, 0x50, new byte[8], parents));
            replica.dag.add(record, "other");
            last.add(record);
            if (last.size() > 2) last.removeFirst();
            if (i % 500 != 0) continue;
            replica.otherHasAll(new HybridTime(i));
            replica.seal(new HybridTime(i), Segment.MAX_RECORDS);
            most = Math.max(most, replica.dag.inMemory());
        }

        assertThat(replica.dag.size()).isEqualTo(40_000);
        assertThat(replica.store.records()).isEqualTo(39 * Segment.MAX_RECORDS);
        assertThat(most).isLessThan(2 * Segment.MAX_RECORDS);
        assertThat(replica.store.indexShape()).isEqualTo(List.of(39L * Segment.MAX_RECORDS, 2L));
    }

    @Test
    void whatStaysInMemoryWhenItsBatchIsSealedKeepsNoTree() throws IOException {
        Replica replica = new Replica(new TestDisk());
        Author author = Author.number(1);
        List<BranchRecord> records = new ArrayList<>();
        for (int i = 1; i <= 600; i++) records.add(author.record(i, 0x40, Payloads.total(i), List.of()));
        List<SignedRecord> batch = RecordBatch.sign(records, author.key).signed();
        for (SignedRecord signed : batch) replica.dag.add(signed, "other");
        replica.otherHasAll(HybridTime.MAX);
        replica.seal(HybridTime.MAX, 599);
        replica.dag.add(author.writes(601, "the one after"), "other");
        replica.otherHasAll(HybridTime.MAX);
        replica.seal(HybridTime.MAX, 1);

        SignedRecord counter = replica.dag.counters().values().iterator().next().getFirst();
        assertThat(counter).isEqualTo(batch.getLast()).isNotSameAs(batch.getLast());
        assertThat(counter.alone()).isSameAs(counter);
        assertThat(counter.verifies()).isTrue();
    }

    @Test
    void theIndexTellsIdsApartThatBeginAlike() {
        SealedIndex index = new SealedIndex();
        List<Hash> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] id = new byte[Hash.LENGTH];
            ByteBuffer.wrap(id).putLong(i % 3 - 1).putLong(i);
            ids.add(Hash.ofBytes(id));
        }
        Collections.shuffle(ids, new Random(1));
        for (int i = 0; i < 10; i++) index.add(i, ids.subList(5 * i, 5 * i + 5));

        for (int i = 0; i < 50; i++) {
            Hash id = ids.get(i);
            int place = index.find(id, at -> ids.get(5 * SealedIndex.segment(at) + SealedIndex.position(at))
                    .equals(id));
            assertThat(5 * SealedIndex.segment(place) + SealedIndex.position(place))
                    .isEqualTo(i);
        }
        assertThat(index.find(Hash.of("absent"), place -> true)).isEqualTo(-1);
        assertThat(index.runs()).isLessThan(5);
    }

    @Test
    void aLogOfAnotherBranchOrWithoutItsBeginningIsRefused() throws IOException {
        TestDisk disk = new TestDisk();
        Author author = Author.number(1);
        author.writes(1, "left out");
        SegmentLog log = SegmentLog.open(disk, "log", SegmentLog.Options.DEFAULT);
        log.append(Segment.of(List.of(author.writes(2, "second"))).bytes());
        log.sync();

        assertThatThrownBy(() -> new Replica(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("before its ancestors");
        SegmentStore other = new SegmentStore("other", log);
        assertThatThrownBy(() -> other.replay(new BranchDag("other", BranchDag.Limits.DEFAULT, other)))
                .hasMessageContaining("it is of branch agents/alpha, not other");
        assertThatThrownBy(() -> other.append(Segment.of(List.of(author.writes(3, "third")))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
