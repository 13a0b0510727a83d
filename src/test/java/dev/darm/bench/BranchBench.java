package dev.darm.bench;

import dev.darm.branch.Archive;
import dev.darm.branch.BatchSigner;
import dev.darm.branch.BranchDag;
import dev.darm.branch.BranchRecord;
import dev.darm.branch.HybridClock;
import dev.darm.branch.HybridTime;
import dev.darm.branch.MergeRule;
import dev.darm.branch.Merges;
import dev.darm.branch.RecordBatch;
import dev.darm.branch.SignedRecord;
import dev.darm.branch.SignedRecords;
import dev.darm.branch.Verifier;
import dev.darm.branch.WholePath;
import dev.darm.codec.ByteReader;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.SigningKey;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records a second of a branch on one thread: written and received, in batches and signed one by one, and made durable. */
final class BranchBench {

    private static final int ROUNDS = 9;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String BRANCH = "agents/alpha";
    private static final SigningKey KEY = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);
    private static final int TEXT = MergeRule.TEXT.kind(0);

    private BranchBench() {}

    public static void main(String[] args) throws IOException {
        int batched = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int single = batched / 20;
        byte[] payload = new byte[100];

        report(
                "append in batches of 1,024: draft, sign, prove, into the graph",
                batched,
                () -> write(batched, payload, false));
        report("append with one signature a record", single, () -> write(single, payload, true));

        try (Scratch scratch = Scratch.in(Path.of("target"), "branch-bench")) {
            whole(batched, payload, scratch.folder());
            received(batched, single, payload, scratch.folder());
        }
        long before = CpuTime.liveHeap();
        BranchDag held = new BranchDag(BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        fill(held, batched, payload, false);
        long heap = CpuTime.liveHeap() - before;
        Report.line(
                "heap of an unsealed record with 100 bytes of payload",
                Report.text("%,.0f bytes", heap / (double) batched));
        System.out.println("(" + held.size() + " " + Merges.of(held).isPresent() + ")");
    }

    private static void received(int batched, int single, byte[] payload, Path folder) throws IOException {
        List<byte[]> batches = bytes(write(batched, payload, false));
        List<byte[]> singles = bytes(write(single, payload, true));
        report("receive whole batches: read, verify, into the graph", batched, () -> receive(batches));
        List<byte[]> pages = pages(batches);
        report("receive pages of 256 records of batches", batched, () -> receivePages(pages));
        report("receive records signed one by one", single, () -> receive(singles));
        durable(batches, batched, folder);
    }

    private static List<byte[]> pages(List<byte[]> batches) {
        List<byte[]> pages = new ArrayList<>();
        for (byte[] bytes : batches) {
            List<SignedRecord> signed =
                    ByteReader.readAll(bytes, RecordBatch::read).signed();
            for (int from = 0; from < signed.size(); from += 256)
                pages.add(new SignedRecords(signed.subList(from, Math.min(signed.size(), from + 256))).bytes());
        }
        return pages;
    }

    private static List<RecordBatch> write(int count, byte[] payload, boolean single) {
        return fill(new BranchDag(BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE), count, payload, single);
    }

    /** One author appends; each record is drafted on the graph with all before it. */
    private static List<RecordBatch> fill(BranchDag dag, int count, byte[] payload, boolean single) {
        HybridClock clock = new HybridClock(HybridTime.ZERO, Duration.ofSeconds(1));
        BatchSigner signer = new BatchSigner(KEY);
        List<RecordBatch> batches = new ArrayList<>();
        Appender appender = new Appender(dag, clock, payload);
        for (int i = 0; i < count; i++) {
            List<RecordBatch> closed = signer.add(appender.next(), NOW);
            if (single) closed = signer.flush().map(List::of).orElse(List.of());
            for (RecordBatch batch : closed) appender.add(batch, batches);
        }
        signer.flush().ifPresent(batch -> appender.add(batch, batches));
        return batches;
    }

    /** Chains records of one author that are not signed yet. */
    private static final class Appender {
        private final BranchDag dag;
        private final HybridClock clock;
        private final byte[] payload;
        private BranchRecord last;
        private boolean started;

        Appender(BranchDag dag, HybridClock clock, byte[] payload) {
            this.dag = dag;
            this.clock = clock;
            this.payload = payload;
            this.last = dag.draft(KEY.publicKey(), clock.tick(NOW), 16, TEXT, payload);
        }

        BranchRecord next() {
            if (started)
                last = BranchRecord.of(
                        BRANCH,
                        KEY.publicKey(),
                        last.sequence() + 1,
                        Optional.of(last.id()),
                        clock.tick(NOW),
                        List.of(),
                        TEXT,
                        payload);
            started = true;
            return last;
        }

        void add(RecordBatch batch, List<RecordBatch> to) {
            for (SignedRecord signed : batch.signed()) dag.add(signed, "self");
            to.add(batch);
        }
    }

    private static List<byte[]> bytes(List<RecordBatch> batches) {
        return batches.stream().map(RecordBatch::bytes).toList();
    }

    private static void receive(List<byte[]> batches) {
        BranchDag dag = new BranchDag(BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        for (byte[] bytes : batches) {
            RecordBatch batch = ByteReader.readAll(bytes, RecordBatch::read);
            if (!batch.verifies()) throw new IllegalStateException("refused: " + batch);
            for (SignedRecord signed : batch.signed()) dag.add(signed, "peer");
        }
    }

    /** As a pull brings them. */
    private static void receivePages(List<byte[]> pages) {
        BranchDag dag = new BranchDag(BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        Verifier verifier = new Verifier();
        for (byte[] page : pages)
            for (SignedRecord signed :
                    ByteReader.readAll(page, SignedRecords::read).all())
                if (!verifier.verifies(signed) || !(dag.add(signed, "peer") instanceof BranchDag.Outcome.Added))
                    throw new IllegalStateException("refused: " + signed.record());
    }

    /** Each batch appended to a log of this machine's disk and synced by itself. */
    private static void durable(List<byte[]> batches, int count, Path folder) throws IOException {
        Disk disk = new FileDisk(folder);
        int[] round = {0};
        report("make batches durable, one sync a batch", count, () -> {
            try (SegmentLog log = SegmentLog.open(disk, "log" + round[0]++, SegmentLog.Options.DEFAULT)) {
                for (byte[] batch : batches) {
                    log.append(batch);
                    log.sync();
                }
            }
        });
    }

    /** All that a node does for its branches, with its logs on this machine's disk. */
    private static void whole(int count, byte[] payload, Path folder) throws IOException {
        WholePath alone = new WholePath(Map.of("alone", new FileDisk(folder.resolve("alone"))));
        report("a node appends in batches: durable, answered, sealed", count, () -> {
            alone.append(count, payload);
        });
        report("a node appends one by one: durable, answered", count / 100, () -> {
            alone.appendSingly(count / 100, payload);
        });
        WholePath pair =
                new WholePath(Map.of("a", new FileDisk(folder.resolve("a")), "b", new FileDisk(folder.resolve("b"))));
        report("a node appends in batches, another follows; on one thread", count, () -> {
            pair.append(count, payload);
            pair.follow();
        });
        System.out.println("(" + alone + "; " + pair + ")");
    }

    /** What is measured. */
    private interface Round {
        void run() throws IOException;
    }

    /** The median of the rounds but the first two, by the clock on the wall and by processor time. */
    private static void report(String what, int count, Round round) throws IOException {
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long from = System.nanoTime();
            long fromCpu = CpuTime.now();
            round.run();
            if (i < 2) continue;
            wall.add(count * 1e9 / (System.nanoTime() - from));
            cpu.add(count * 1e9 / (CpuTime.now() - fromCpu));
        }
        Report.line(what, Report.text("%,.0f/s, %,.0f/CPU-s", Report.quantile(wall, 0.5), Report.quantile(cpu, 0.5)));
    }
}
