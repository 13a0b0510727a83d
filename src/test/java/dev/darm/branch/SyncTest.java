package dev.darm.branch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration TICK = Duration.ofMillis(100);

    private record Mail(String to, SyncMessage message) {}

    /** A replica with what it made durable; a crash leaves just that. */
    private static final class Replica {
        final String name;
        final Network network;
        final List<SignedRecord> kept = new ArrayList<>();
        final Set<Hash> keptIds = new HashSet<>();
        final TestDisk disk = new TestDisk();
        final List<String> refused = new ArrayList<>();
        SegmentStore store;
        BranchDag dag;
        Stability stability;
        HybridClock clock = new HybridClock(HybridTime.ZERO, Duration.ofSeconds(1));
        Sync sync;

        Replica(String name, Network network) {
            this.name = name;
            this.network = network;
            start();
        }

        void start() {
            try {
                store = new SegmentStore(Author.BRANCH, SegmentLog.open(disk, "log", SegmentLog.Options.DEFAULT));
                dag = new BranchDag(Author.BRANCH, network.limits, store);
                store.replay(dag);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (SignedRecord record : kept) dag.add(record, name);
            for (SignedRecord record : kept) clock.follow(record.record().time());
            TreeSet<String> others = new TreeSet<>(network.names);
            others.remove(name);
            stability = new Stability(dag, others);
            sync = new Sync(name, dag, stability, clock, network.names, Sync.Settings.DEFAULT);
        }

        void carryOut(List<SyncEffect> effects) {
            for (SyncEffect effect : effects)
                switch (effect) {
                    case SyncEffect.Keep keep -> keep.records().forEach(this::keep);
                    case SyncEffect.Send send -> network.send(this, send);
                    case SyncEffect.Caught caught ->
                        assertThat(caught.evidence().verifies()).isTrue();
                    case SyncEffect.Refused why -> refused.add(why.why());
                }
        }

        private void keep(SignedRecord record) {
            // AssertJ would walk the whole set
            if (!keptIds.containsAll(record.record().ancestors()))
                throw new AssertionError("a hole below " + record.record());
            assertThat(keptIds.add(record.id())).isTrue();
            kept.add(record);
        }

        SignedRecord writes(Author author, int kind, byte[] payload) {
            BranchRecord draft = dag.draft(author.id(), clock.tick(network.now), 8, kind, payload);
            SignedRecord signed = author.signed(draft);
            carryOut(sync.written(List.of(signed), network.now));
            return signed;
        }

        void seal(int records) {
            try {
                List<Segment> due = stability.due(sync.reached(), Integer.MAX_VALUE, records);
                for (Segment segment : due) store.append(segment);
                store.sync();
                due.forEach(dag::release);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<Hash> everything() {
            List<Hash> all = new ArrayList<>();
            for (long i = 0; i < store.segments(); i++)
                for (SignedRecord record : store.segment(i).records()) all.add(record.id());
            for (SignedRecord record : dag.order()) all.add(record.id());
            return all.stream().sorted().toList();
        }
    }

    /** Replicas in virtual time, with links that lose, repeat and reorder, and may be cut. */
    private static final class Network {
        final Random random;
        final TreeSet<String> names = new TreeSet<>();
        final Map<String, Replica> replicas = new TreeMap<>();
        final BranchDag.Limits limits;
        List<Mail> mail = new ArrayList<>();
        Instant now = START;
        double loss;
        double repeat;
        boolean reorder;
        Predicate<Mail> cut = any -> false;
        int sent;

        Network(long seed, BranchDag.Limits limits, String... names) {
            random = new Random(seed);
            this.limits = limits;
            this.names.addAll(List.of(names));
            for (String name : names) replicas.put(name, new Replica(name, this));
        }

        Replica get(String name) {
            return Objects.requireNonNull(replicas.get(name), name);
        }

        void send(Replica from, SyncEffect.Send send) {
            assertThat(send.message().from()).isEqualTo(from.name);
            Mail one = new Mail(send.to(), send.message());
            sent++;
            if (cut.test(one) || random.nextDouble() < loss) return;
            mail.add(one);
            if (random.nextDouble() < repeat) mail.add(one);
        }

        /** One tick, and what is said because of it, until nobody says anything or it was enough. */
        void run(int rounds) {
            now = now.plus(TICK);
            for (Replica replica : replicas.values()) replica.carryOut(replica.sync.tick(now));
            for (int i = 0; i < rounds && !mail.isEmpty(); i++) {
                List<Mail> delivered = mail;
                mail = new ArrayList<>();
                if (reorder) Collections.shuffle(delivered, random);
                for (Mail one : delivered) {
                    if (reorder && random.nextInt(4) == 0) mail.add(one);
                    else {
                        Replica to = get(one.to());
                        to.carryOut(to.sync.on(one.message(), now));
                    }
                }
            }
        }

        /** Lets whole links work until all have the same; fails after {@code ticks}. */
        void converge(int ticks) {
            loss = 0;
            cut = any -> false;
            for (int i = 0; i < ticks && !isSame(); i++) run(10_000);
            Replica one = replicas.values().iterator().next();
            for (Replica other : replicas.values()) {
                assertThat(other.everything()).isEqualTo(one.everything());
                assertThat(other.dag.heads()).isEqualTo(one.dag.heads());
                assertThat(other.dag.equivocations().keySet())
                        .isEqualTo(one.dag.equivocations().keySet());
                assertThat(ids(other.dag.equivocations().values()))
                        .isEqualTo(ids(one.dag.equivocations().values()));
                assertThat(Merges.of(other.dag).map(MergeRecord::id))
                        .isEqualTo(Merges.of(one.dag).map(MergeRecord::id));
                assertThat(other.dag.waits()).isZero();
                assertThat(other.kept).hasSize((int) one.dag.size());
            }
        }

        private static List<Hash> ids(Collection<Equivocation> evidence) {
            return evidence.stream()
                    .flatMap(found -> Stream.of(found.one().id(), found.other().id()))
                    .toList();
        }

        private boolean isSame() {
            Replica one = replicas.values().iterator().next();
            return replicas.values().stream()
                    .allMatch(other -> other.dag.size() == one.dag.size()
                            && other.dag.heads().equals(one.dag.heads()));
        }
    }

    /** Everything at once: loss, repetition, reordering, cuts, crashes, sealing, and a key in two hands. */
    @Property(tries = 40)
    void replicasConvergeWhateverHappens(@ForAll long seed) {
        Network network = new Network(seed, BranchDag.Limits.DEFAULT, "a", "b", "c");
        network.loss = 0.2;
        network.repeat = 0.2;
        network.reorder = true;
        Random random = new Random(seed);
        Author equivocator = Author.number(9);
        for (int step = 0; step < 50; step++) {
            String at = List.of("a", "b", "c").get(random.nextInt(3));
            Replica replica = network.get(at);
            switch (random.nextInt(9)) {
                case 0 -> {
                    String lonely = at;
                    network.cut = mail ->
                            mail.to().equals(lonely) != mail.message().from().equals(lonely)
                                    || mail.to().equals(lonely);
                }
                case 1 -> network.cut = any -> false;
                case 2 -> replica.start();
                case 3 -> replica.seal(6);
                case 4 -> replica.writes(equivocator, MergeRule.VECTOR.kind(0), Payloads.vector(step));
                case 5 -> network.run(random.nextInt(4));
                default ->
                    replica.writes(
                            Author.number(at.charAt(0)),
                            MergeRule.VECTOR.kind(0),
                            Payloads.vector(step, random.nextInt(5)));
            }
        }

        network.converge(150);
        for (Replica replica : network.replicas.values()) replica.start();
        network.converge(1);
    }

    @Test
    void aDeepGraphTakesAsManyRoundTripsAsItHasPages() {
        Network network = new Network(1, BranchDag.Limits.DEFAULT, "a", "b");
        network.cut = any -> true;
        Author author = Author.number(1);
        write(network.get("a"), author, 20_000);
        network.sent = 0;

        network.converge(40);

        assertThat(network.get("b").dag.size()).isEqualTo(20_000);
        assertThat(network.sent).isLessThan(2 * (20_000 / SyncMessage.MAX_RECORDS) + 20);
    }

    /** {@code count} records under few signatures, unsent. */
    private static List<SignedRecord> write(Replica replica, Author author, int count) {
        List<SignedRecord> all = new ArrayList<>();
        List<BranchRecord> open = new ArrayList<>();
        @Nullable BranchRecord last = null;
        for (int i = 0; i < count; i++) {
            HybridTime time = replica.clock.tick(replica.network.now);
            last = last == null
                    ? replica.dag.draft(author.id(), time, 8, 0x50, replica.name.getBytes(UTF_8))
                    : BranchRecord.of(
                            Author.BRANCH,
                            author.id(),
                            last.sequence() + 1,
                            Optional.of(last.id()),
                            time,
                            List.of(),
                            0x50,
                            replica.name.getBytes(UTF_8));
            open.add(last);
            if (open.size() < BatchSeal.MAX_RECORDS && i < count - 1) continue;
            all.addAll(RecordBatch.sign(open, author.key).signed());
            open.clear();
        }
        replica.carryOut(replica.sync.written(all, replica.network.now));
        return all;
    }

    /** A transfer that is cut at every point of it goes on where it was, and a restart of either side costs nothing. */
    @Test
    void anInterruptedTransferGoesOn() {
        for (int cutAfter = 1; cutAfter <= 12; cutAfter++) {
            Network network = new Network(cutAfter, BranchDag.Limits.DEFAULT, "a", "b");
            network.cut = any -> true;
            write(network.get("a"), Author.number(1), 1_500);
            network.sent = 0;
            int limit = cutAfter;
            network.cut = mail -> network.sent > limit;
            for (int i = 0; i < 5; i++) network.run(100);
            long before = network.get("b").dag.size();
            network.get("a").start();
            if (cutAfter % 2 == 0) network.get("b").start();
            assertThat(network.get("b").dag.size()).isEqualTo(before);

            network.converge(80);
        }
    }

    /** Each side of a partition goes on for long with a copy of one key, and honest authors build on both. */
    @Test
    void aDeepForkIsFoundAndExchanged() {
        Network network = new Network(3, BranchDag.Limits.DEFAULT, "a", "b");
        Author copied = Author.number(1);
        write(network.get("a"), copied, 100);
        network.converge(20);
        network.cut = any -> true;
        write(network.get("a"), copied, 3_000);
        network.get("a").writes(Author.number(2), 0x50, new byte[1]);
        write(network.get("b"), copied, 5_000);
        network.get("b").writes(Author.number(3), 0x50, new byte[2]);
        network.sent = 0;

        network.converge(200);

        assertThat(network.get("a").dag.size()).isEqualTo(8_102);
        assertThat(network.get("a").dag.equivocations().get(copied.id()))
                .extracting(evidence -> evidence.one().record().sequence())
                .isEqualTo(100L);
        assertThat(Merges.of(network.get("a").dag).orElseThrow().heads()).hasSize(2);
        assertThat(network.sent).isLessThan(400);
    }

    @Test
    void aNewReplicaGetsWhatIsSealed() {
        Network network = new Network(4, BranchDag.Limits.DEFAULT, "a", "b", "c");
        network.cut = mail -> mail.to().equals("c") || mail.message().from().equals("c");
        write(network.get("a"), Author.number(1), 3_000);
        write(network.get("b"), Author.number(2), 10);
        for (int i = 0; i < 30; i++) network.run(1_000);
        for (String name : List.of("a", "b")) {
            Replica replica = network.get(name);
            // c is no replica yet: two alone decide what is stable
            replica.stability = new Stability(replica.dag, new TreeSet<>(List.of(name.equals("a") ? "b" : "a")));
            replica.sync =
                    new Sync(name, replica.dag, replica.stability, replica.clock, network.names, Sync.Settings.DEFAULT);
        }
        for (int i = 0; i < 20; i++) network.run(1_000);
        for (String name : List.of("a", "b")) network.get(name).seal(700);
        assertThat(network.get("a").store.segments()).isEqualTo(4);
        assertThat(network.get("a").store.segment(3))
                .isEqualTo(network.get("b").store.segment(3));
        assertThat(network.get("a").dag.inMemory()).isLessThan(300);
        network.sent = 0;

        network.converge(60);

        assertThat(network.get("c").kept).hasSize(3_010);
        assertThat(network.sent).isLessThan(120);
    }

    @Test
    void allReplicasSealTheSameOnceTheyHeardOfEachOther() {
        Network network = new Network(5, BranchDag.Limits.DEFAULT, "a", "b", "c");
        for (int i = 0; i < 40; i++) {
            for (Replica replica : network.replicas.values())
                replica.writes(Author.number(replica.name.charAt(0)), 0x50, new byte[] {(byte) i});
            network.run(100);
        }
        for (int i = 0; i < 20; i++) network.run(100);
        for (Replica replica : network.replicas.values()) replica.seal(10);

        Replica first = network.get("a");
        assertThat(first.store.segments()).isEqualTo(11);
        for (Replica other : network.replicas.values())
            for (long i = 0; i < 11; i++)
                assertThat(other.store.segment(i).bytes())
                        .isEqualTo(first.store.segment(i).bytes());
    }

    @Test
    void whatIsForgedOrDatedAheadIsRefusedAndOtherwiseHarmless() {
        Network network = new Network(6, BranchDag.Limits.DEFAULT, "a", "b");
        Replica a = network.get("a");
        Author alice = Author.number(1);
        SignedRecord forged = Author.unsigned(alice.clone_().record(5, 0x50, new byte[1], List.of()));
        long ahead = HybridTime.of(network.now.toEpochMilli() + 60_000, 0).packed();
        SignedRecord early = alice.writes(ahead, "from the future");

        a.carryOut(a.sync.on(
                new SyncMessage.Bodies(Author.BRANCH, "b", new SignedRecords(List.of(forged, early))), network.now));
        a.carryOut(a.sync.on(
                new SyncMessage.Bodies(Author.BRANCH, "stranger", new SignedRecords(List.of(early))), network.now));
        a.carryOut(a.sync.on(new SyncMessage.Bodies("other", "b", new SignedRecords(List.of(early))), network.now));

        assertThat(a.dag.size()).isZero();
        assertThat(a.refused).hasSize(4);
        assertThat(a.refused.get(0)).contains("does not verify");
        assertThat(a.refused.get(1)).contains("ahead of this node's clock");
        Instant later = network.now.plusSeconds(60);
        a.carryOut(a.sync.on(new SyncMessage.Bodies(Author.BRANCH, "b", new SignedRecords(List.of(early))), later));
        assertThat(a.kept).containsExactly(early);
    }

    /** A peer that announces what it does not have is asked a bounded number of times. */
    @Test
    void headsThatNobodyHasCostLittle() {
        Network network = new Network(7, BranchDag.Limits.DEFAULT, "a", "b");
        Replica a = network.get("a");
        a.writes(Author.number(1), 0x50, new byte[1]);
        network.converge(20);
        SyncMessage lie = new SyncMessage.Announce(
                Author.BRANCH,
                "b",
                List.of(new SyncMessage.Point(Author.number(2).id(), 7, Hash.of("no such record"))),
                HybridTime.ZERO,
                true);
        network.sent = 0;

        for (int i = 0; i < 90; i++) {
            a.carryOut(a.sync.on(lie, network.now));
            network.run(100);
        }

        assertThat(network.sent).isLessThan(90);
        assertThat(a.dag.waits()).isZero();
    }

    @Test
    void ofOnePeerAsManyRequestsAreAnsweredAsTheSettingsSay() {
        Network network = new Network(8, BranchDag.Limits.DEFAULT, "a", "b");
        Replica a = network.get("a");
        network.cut = any -> true;
        SyncMessage pull = new SyncMessage.Pull(Author.BRANCH, "b", 1, SyncMessage.Cursor.START, List.of());
        SyncMessage want = new SyncMessage.Want(
                Author.BRANCH,
                "b",
                List.of(a.writes(Author.number(1), 0x50, new byte[1]).id()));
        network.sent = 0;

        for (int i = 0; i < 100; i++) {
            a.carryOut(a.sync.on(pull, network.now));
            a.carryOut(a.sync.on(want, network.now));
        }

        assertThat(network.sent).isEqualTo(Sync.Settings.DEFAULT.answers());
        network.run(1);
        network.sent = 0;
        a.carryOut(a.sync.on(pull, network.now));
        assertThat(network.sent).isEqualTo(1);
    }

    @Test
    void aReplicaIsNotTakenToBeBeyondWhatItHasYetToSign() {
        Network network = new Network(9, BranchDag.Limits.DEFAULT, "a", "b");
        Replica a = network.get("a");
        HybridTime drafted = a.clock.tick(network.now);
        a.clock.tick(network.now);

        a.sync.drafted(Optional.of(drafted));
        assertThat(a.sync.reached()).isLessThan(drafted);
        a.sync.drafted(Optional.empty());
        assertThat(a.sync.reached()).isGreaterThan(drafted);
    }
}
