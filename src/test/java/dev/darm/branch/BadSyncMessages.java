package dev.darm.branch;

import dev.darm.branch.BranchCore.Said;
import dev.darm.branch.SyncMessage.Known;
import dev.darm.branch.SyncMessage.Point;
import dev.darm.codec.Abused;
import dev.darm.codec.BadBytes;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.TestWire;
import dev.darm.journal.SegmentLog;
import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Tells the branches of a node, which has a hundred records of another's, what must not change them: the wire bytes of good
 * messages of every kind mutated, records that their author did not sign, and the same again. What a replica says that it has is
 * believed; but no record comes or goes, none waits, and no more branches are opened than there may be.
 */
public final class BadSyncMessages implements Abused, CoreNode.Ears {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final int MOST_BRANCHES = 8;
    private static final int TELLS_BETWEEN_TICKS = 256;

    private final TestWire wire;
    private final CoreNode node;
    private final List<byte[]> samples = new ArrayList<>();
    private final List<SyncMessage> unsigned = new ArrayList<>();
    private final String standing;
    private Instant now = START;
    private int tells;

    public BadSyncMessages(TestWire wire) throws IOException {
        this.wire = wire;
        BranchSettings settings = new BranchSettings(
                BranchSettings.Replicas.ALL,
                Collections.emptySortedSet(),
                MOST_BRANCHES,
                1 << 20,
                new Sync.Settings(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(3), 3, 64),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                new Anchors.Settings(Duration.ofSeconds(10), Long.MAX_VALUE, 1, 1 << 20));
        CoreNode.Fleet fleet = new CoreNode.Fleet(
                TinyChain.NAME,
                new TreeSet<>(List.of("alpha", "beta", "gamma")),
                new SegmentLog.Options(1 << 16, 1),
                settings);
        this.node = new CoreNode("alpha", CoreNode.Keys.of(Author.key(1)), fleet, new TestDisk(), this);
        node.core.start(now);
        node.core.inReach(fleet.names());

        Author author = Author.number(2);
        List<BranchRecord> records = new ArrayList<>();
        long time = HybridTime.of(START).packed();
        for (int i = 0; i < 100; i++) records.add(author.record(time + i, 0x50, new byte[20], List.of()));
        List<SignedRecord> signed = RecordBatch.sign(records, author.key).signed();
        Point last = Point.of(records.getLast());
        SyncMessage.Cursor cursor = SyncMessage.Cursor.of(0, records.get(50));
        List<SyncMessage> good = List.of(
                new SyncMessage.Bodies(Author.BRANCH, "beta", new SignedRecords(signed)),
                new SyncMessage.Bodies(Author.BRANCH, "beta", new SignedRecords(signed.subList(3, 5))),
                new SyncMessage.Push(Author.BRANCH, "beta", 1, new SignedRecords(signed.subList(0, 9)), cursor, false),
                new SyncMessage.Sealed(Author.BRANCH, "beta", 1, Segment.of(signed), cursor, true),
                new SyncMessage.Announce(Author.BRANCH, "beta", List.of(last), new HybridTime(time + 200), true),
                new SyncMessage.Pull(
                        Author.BRANCH,
                        "beta",
                        1,
                        cursor,
                        List.of(new Known(false, List.of(last)), new Known(true, List.of(last, last)))),
                new SyncMessage.Want(Author.BRANCH, "beta", List.of(last.id(), Hash.ZERO)));
        for (SyncMessage message : good) node.hear(message, now);
        for (SyncMessage message : good) samples.add(wire.bytes(new BranchLedger.FromPeer(message)));
        samples.add(wire.bytes(new BranchLedger.Greeting("beta", List.of(Author.BRANCH, "another"))));

        List<SignedRecord> forged = records.stream()
                .map(record -> Author.unsigned(BranchRecord.of(
                        record.branch(),
                        record.author(),
                        record.sequence(),
                        record.previous(),
                        record.time(),
                        List.of(),
                        0x51,
                        new byte[200])))
                .toList();
        unsigned.add(new SyncMessage.Bodies(Author.BRANCH, "gamma", new SignedRecords(forged)));
        unsigned.add(new SyncMessage.Push(Author.BRANCH, "gamma", 1, new SignedRecords(forged), cursor, true));
        unsigned.addAll(good);
        this.standing = standing();
        if (!standing.contains(": 100 records")) throw new AssertionError("the records are not here: " + standing);
    }

    @Override
    public String name() {
        return "branches";
    }

    @Override
    public boolean abuse(Random random) throws Exception {
        if (++tells % TELLS_BETWEEN_TICKS == 0) node.pass(now = now.plusMillis(100));
        if (random.nextInt(50) == 0) {
            tell(unsigned.get(random.nextInt(unsigned.size())));
            return true;
        }
        byte[] bad = BadBytes.of(samples.get(random.nextInt(samples.size())), random);
        Object read;
        try {
            read = wire.read(bad);
        } catch (MalformedBytes e) {
            return false;
        }
        switch (read) {
            case BranchLedger.FromPeer(SyncMessage message) -> tell(message);
            case BranchLedger.Greeting(String from, List<String> branches) -> {
                node.core.greeted(from, branches);
                look(read);
            }
            default -> {}
        }
        return true;
    }

    private void tell(SyncMessage message) throws IOException {
        node.hear(message, now);
        look(message);
    }

    private void look(Object told) {
        if (!standing().equals(standing)) throw new AssertionError(told + " led to " + standing());
        int branches = node.core.names().size();
        if (branches > MOST_BRANCHES) throw new AssertionError(branches + " branches after " + told);
    }

    /** Of what holds records: a branch that somebody names is opened, and stays empty. */
    private String standing() {
        return node.core.status().stream()
                .filter(status -> status.branch().equals(Author.BRANCH) || status.records() > 0)
                .map(status -> status.branch() + ": " + status.records() + " records, " + status.waiting()
                        + " wait, heads " + status.heads() + ", equivocators " + status.equivocators())
                .toList()
                .toString();
    }

    @Override
    public void peer(String to, SyncMessage message) {}

    @Override
    public void answer(long ticket, Said said) {}

    @Override
    public void said(Said said) {
        if (said instanceof Said.Caught caught) throw new AssertionError("an author is accused: " + caught);
    }

    /** A record that its author signed still comes in. */
    @Override
    public void end() throws IOException {
        Author other = Author.number(3);
        SignedRecord record = other.writes(HybridTime.of(now).packed(), "at the end");
        node.hear(new SyncMessage.Bodies(Author.BRANCH, "beta", new SignedRecords(List.of(record))), now);
        if (!node.core.dag(Author.BRANCH).orElseThrow().contains(record.id()))
            throw new AssertionError("a good record is not taken any more");
    }
}
