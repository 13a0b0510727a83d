package dev.darm.branch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one author did in a branch. */
final class History {

    /** In the order in which they came; one for an honest author. */
    final List<Strand> strands = new ArrayList<>();

    /** The last record of each kind that is a counter. Means nothing once the author equivocated. */
    final SortedMap<Integer, SignedRecord> counters = new TreeMap<>();

    private @Nullable Equivocation evidence;

    boolean isForked() {
        return strands.size() > 1;
    }

    /** The lowest sequence at which the history forks. */
    long forkedAt() {
        return evidence == null ? Long.MAX_VALUE : sequence(evidence);
    }

    Optional<Equivocation> evidence() {
        return Optional.ofNullable(evidence);
    }

    /**
     * Takes in a fork. What is kept is the two lowest ids at the lowest forked sequence, which does not depend on the order
     * of arrival. Gives what is new.
     */
    Optional<Equivocation> forks(SignedRecord sibling, SignedRecord fork) {
        Equivocation found = Equivocation.of(sibling, fork);
        if (evidence == null || sequence(found) < sequence(evidence)) evidence = found;
        else if (sequence(found) == sequence(evidence)) {
            Equivocation lower = lowest(evidence, fork);
            if (lower.equals(evidence)) return Optional.empty();
            evidence = lower;
        } else return Optional.empty();
        return Optional.of(evidence);
    }

    private static Equivocation lowest(Equivocation known, SignedRecord fork) {
        if (fork.id().compareTo(known.other().id()) >= 0) return known;
        return Equivocation.of(known.one(), fork);
    }

    private static long sequence(Equivocation evidence) {
        return evidence.one().record().sequence();
    }
}
