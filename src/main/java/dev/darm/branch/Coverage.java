package dev.darm.branch;

import dev.darm.branch.SyncMessage.Known;
import dev.darm.branch.SyncMessage.Point;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a DAG another replica has, by what it says that it knows. In doubt it is taken not to have a record: to
 * send one twice costs little, and a record that is never sent would be missed for ever.
 */
final class Coverage {

    private final BranchDag dag;

    /** The sequence up to which a strand is there; nothing of a strand that is absent. */
    private final Map<Strand, Long> upTo = new IdentityHashMap<>();

    Coverage(BranchDag dag, List<Known> known) {
        this.dag = dag;
        for (Known one : known) {
            History history = dag.histories().get(one.points().getFirst().author());
            if (history == null) continue;
            if (one.exact() || history.isForked()) addPoints(history, one);
            else addTip(history.strands.getFirst(), one.points().getFirst());
        }
    }

    /** An author that nobody here saw equivocate: who has its record of a sequence has all before. */
    private void addTip(Strand strand, Point tip) {
        DagNode here = strand.at(tip.sequence());
        boolean other = here != null && !here.id().equals(tip.id());
        // two records of one sequence: only what is sealed, and so with all replicas, is known to be common
        raise(strand, other ? strand.base() - 1 : tip.sequence());
    }

    private void addPoints(History history, Known known) {
        for (Point point : known.points()) {
            DagNode node = dag.node(point.id());
            if (node != null) raise(node.strand, node.record().sequence());
            else if (point.sequence() < history.forkedAt() && dag.contains(point.id()))
                raise(history.strands.getFirst(), point.sequence());
        }
        Point first = known.points().getFirst();
        if (!known.exact()) raise(history.strands.getFirst(), Math.min(first.sequence(), history.forkedAt() - 1));
    }

    /** {@code strand} is there up to {@code sequence}, and so is what it goes on from. */
    private void raise(Strand strand, long sequence) {
        long reached = sequence;
        for (Strand at = strand; at != null; at = at.parent) {
            upTo.merge(at, reached, Math::max);
            reached = at.first - 1;
        }
    }

    private long upTo(Strand strand) {
        return upTo.getOrDefault(strand, strand.first - 1);
    }

    boolean covers(DagNode node) {
        return node.record().sequence() <= upTo(node.strand);
    }

    /** The same for a record that left memory, whose strand is forgotten. */
    boolean coversSealed(BranchRecord record) {
        History history = dag.histories().get(record.author());
        return history != null
                && record.sequence() < history.forkedAt()
                && record.sequence() <= upTo(history.strands.getFirst());
    }

    /** Whether something that left memory is not covered. */
    boolean lacksSealed() {
        for (History history : dag.histories().values())
            for (Strand strand : history.strands)
                if (strand.base() > Math.max(strand.first, upTo(strand) + 1)) return true;
        return false;
    }

    /** The earliest record in memory that is not covered. */
    Optional<Position> firstInMemory() {
        @Nullable Position first = null;
        for (History history : dag.histories().values())
            for (Strand strand : history.strands) {
                DagNode node = strand.at(Math.max(strand.base(), upTo(strand) + 1));
                if (node == null) continue;
                Position position = Position.of(node.record());
                if (first == null || position.compareTo(first) < 0) first = position;
            }
        return Optional.ofNullable(first);
    }
}
