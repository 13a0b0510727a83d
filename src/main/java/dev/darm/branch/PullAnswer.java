package dev.darm.branch;

import dev.darm.branch.SyncMessage.Cursor;
import dev.darm.branch.SyncMessage.Pull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a {@link Pull}: first from the sealed segments, then from memory, in canonical order, past the cursor, without
 * what the other has. Nothing is remembered between two pulls, so a transfer goes on wherever it was cut, also after a
 * restart of either side. An answer looks at so many records and segments at most, and then says where to go on.
 */
final class PullAnswer {

    private static final int MAX_LOOKED_AT = 16_384;
    private static final int MAX_SEGMENTS_READ = 8;

    private final String self;
    private final BranchDag dag;
    private final Pull pull;
    private final Coverage coverage;

    private PullAnswer(String self, BranchDag dag, Pull pull) {
        this.self = self;
        this.dag = dag;
        this.pull = pull;
        this.coverage = new Coverage(dag, pull.known());
    }

    static SyncMessage to(Pull pull, String self, BranchDag dag) {
        PullAnswer answer = new PullAnswer(self, dag, pull);
        long sealed = dag.archive().segments();
        Cursor cursor = pull.cursor();
        if (cursor.segment() >= 0 && cursor.segment() < sealed && answer.coverage.lacksSealed())
            return answer.fromSegments(sealed);
        return answer.fromMemory(new Cursor(sealed, cursor.position()));
    }

    private SyncMessage fromSegments(long sealed) {
        Position position = pull.cursor().position();
        long number = pull.cursor().segment();
        if (number == 0) number = firstUncovered(sealed);
        for (int read = 0; number < sealed; read++, number++) {
            if (read == MAX_SEGMENTS_READ) return push(List.of(), new Cursor(number, position), false);
            Segment segment = dag.archive().segment(number);
            List<SignedRecord> lacking = segment.records().stream()
                    .filter(signed -> !coverage.coversSealed(signed.record()))
                    .toList();
            if (lacking.isEmpty()) continue;
            Cursor next = new Cursor(number + 1, position);
            return lacking.size() <= SyncMessage.MAX_RECORDS
                    ? push(lacking, next, false)
                    : new SyncMessage.Sealed(dag.branch(), self, pull.session(), segment, next, false);
        }
        return fromMemory(new Cursor(sealed, position));
    }

    /**
     * The first segment that is not covered, by halving: who lacks something of a segment lacks all later ones, but for
     * records dated back and for equivocators, whose segments are never covered from the fork on.
     */
    private long firstUncovered(long sealed) {
        if (pull.known().stream().anyMatch(SyncMessage.Known::exact)) return 0;
        long low = 0;
        long high = sealed;
        while (low < high) {
            long middle = (low + high) >>> 1;
            boolean covered = dag.archive().segment(middle).records().stream()
                    .allMatch(signed -> coverage.coversSealed(signed.record()));
            if (covered) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private SyncMessage fromMemory(Cursor from) {
        Optional<Position> lacking = coverage.firstInMemory();
        if (lacking.isEmpty()) return push(List.of(), from, true);
        boolean jump = lacking.get().compareTo(from.position()) > 0;
        Map<Position, DagNode> rest = jump
                ? dag.unsealed().tailMap(lacking.get(), true)
                : dag.unsealed().tailMap(from.position(), false);
        List<SignedRecord> records = new ArrayList<>();
        Position reached = from.position();
        long bytes = 0;
        int looked = 0;
        for (Map.Entry<Position, DagNode> entry : rest.entrySet()) {
            DagNode node = entry.getValue();
            boolean sends = !coverage.covers(node);
            boolean full = looked++ == MAX_LOOKED_AT
                    || sends && records.size() == SyncMessage.MAX_RECORDS
                    || sends && !records.isEmpty() && bytes + node.signed.size() > SyncMessage.MAX_BYTES;
            if (full) return push(records, new Cursor(from.segment(), reached), false);
            reached = entry.getKey();
            if (!sends) continue;
            records.add(node.signed);
            bytes += node.signed.size();
        }
        return push(records, new Cursor(from.segment(), reached), true);
    }

    private SyncMessage push(List<SignedRecord> records, Cursor next, boolean done) {
        return new SyncMessage.Push(dag.branch(), self, pull.session(), new SignedRecords(records), next, done);
    }
}
