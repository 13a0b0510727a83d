package dev.darm.branch;

import com.typesafe.config.ConfigFactory;
import dev.darm.branch.BranchCore.Said;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.SigningKey;
import dev.darm.world.Disk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Records through {@link BranchCore} with its logs on real disks, for the benches: one node writes, the others follow. */
public final class WholePath {

    private static final int AT_ONCE = BatchSeal.MAX_RECORDS;
    private static final int TEXT = MergeRule.TEXT.kind(0);
    private static final String BRANCH = "agents/alpha";
    private static final Duration BATCH = Duration.ofMillis(10);
    private static final Duration TICK = Duration.ofMillis(100);

    private record Mail(String to, SyncMessage message) {}

    private final TreeMap<String, CoreNode> nodes = new TreeMap<>();
    private final Deque<Mail> mail = new ArrayDeque<>();
    private final CoreNode writer;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Instant ticked = now;
    private long asked;
    private long answered;

    /** A node on each of {@code disks}; the first writes. The settings are those that ship. */
    public WholePath(Map<String, Disk> disks) throws IOException {
        CoreNode.Fleet fleet = new CoreNode.Fleet(
                "bench",
                Collections.unmodifiableSortedSet(new TreeSet<>(disks.keySet())),
                SegmentLog.Options.DEFAULT,
                BranchSettings.of(ConfigFactory.parseResources("reference/branch.conf")
                        .resolve()
                        .getConfig("darm")));
        for (Map.Entry<String, Disk> disk : new TreeMap<>(disks).entrySet()) {
            byte[] secret = new byte[SigningKey.LENGTH];
            secret[0] = (byte) nodes.size();
            CoreNode node = new CoreNode(
                    disk.getKey(),
                    CoreNode.Keys.of(SigningKey.ofSecret(secret)),
                    fleet,
                    disk.getValue(),
                    new Mailing());
            node.core.start(now);
            nodes.put(disk.getKey(), node);
        }
        for (CoreNode node : nodes.values()) for (String peer : disks.keySet()) node.core.greeted(peer, List.of());
        writer = nodes.firstEntry().getValue();
        if (!writer.core.mayWrite(now)) throw new IllegalStateException("the writer waits for others");
    }

    private final class Mailing implements CoreNode.Ears {
        @Override
        public void peer(String to, SyncMessage message) {
            mail.add(new Mail(to, message));
        }

        @Override
        public void answer(long ticket, Said said) {
            if (!(said instanceof Said.Appended)) throw new IllegalStateException("not appended: " + said);
            answered++;
        }

        @Override
        public void said(Said said) {
            if (said instanceof Said.NotTaken) throw new IllegalStateException(said.toString());
        }
    }

    /** Appends {@code count} records in full batches; all of them are durable and answered when it returns. */
    public void append(int count, byte[] payload) throws IOException {
        for (int left = count; left > 0; left -= AT_ONCE) append(Collections.nCopies(Math.min(left, AT_ONCE), payload));
        settle();
    }

    /** Appends {@code count} records, each in a batch of its own, durable and answered before the next. */
    public void appendSingly(int count, byte[] payload) throws IOException {
        for (int i = 0; i < count; i++) {
            append(List.of(payload));
            now = now.plus(BATCH);
            tick();
            settle();
        }
    }

    private void append(List<byte[]> payloads) throws IOException {
        writer.append(BRANCH, TEXT, payloads, asked++, now);
        now = now.plus(BATCH);
        if (!now.isBefore(ticked.plus(TICK))) tick();
    }

    private void settle() throws IOException {
        if (answered < asked) tick();
        if (answered < asked) throw new IllegalStateException(answered + " of " + asked + " appends are answered");
    }

    /** All nodes tick; what they say to each other arrives, and its answers. */
    private void tick() throws IOException {
        ticked = now;
        for (CoreNode node : nodes.values()) {
            node.pass(now);
            if (node.isLong()) node.compact();
        }
        while (!mail.isEmpty()) {
            Mail one = mail.remove();
            CoreNode to = nodes.get(one.to());
            if (to == null) throw new IllegalStateException("nobody is called " + one.to());
            to.hear(one.message(), now);
        }
    }

    /** Goes on until all nodes have all records, durably. */
    public void follow() throws IOException {
        Instant end = now.plusSeconds(600);
        while (nodes.values().stream().anyMatch(node -> records(node) < records(writer))) {
            if (now.isAfter(end)) throw new IllegalStateException("the nodes do not come together: " + this);
            now = now.plus(TICK);
            tick();
        }
    }

    private static long records(CoreNode node) {
        return node.core.dag(BRANCH).map(BranchDag::size).orElse(0L);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        nodes.forEach((name, node) ->
                text.append(name).append(": ").append(node.core.status()).append(' '));
        return text.toString().trim();
    }
}
