package dev.darm.branch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one author did in a branch. */
final class History {

    /** In the order in which they came; one for an honest author. */
    final List<Strand> strands = new ArrayList<>();

    /** The last record of each kind that is a counter. Means nothing once the author equivocated. */
    final SortedMap<Integer, SignedRecord> counters = new TreeMap<>();

    private @Nullable Equivocation evidence;

    /** Those that were noted and may be sealed meanwhile need no more than their own proofs. */
    void trim() {
        counters.replaceAll((kind, signed) -> signed.alone());
    }

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
     *
     * @param sibling finds the record that continues the same previous one; asked only when it is needed
     */
    Optional<Equivocation> forks(SignedRecord fork, Supplier<SignedRecord> sibling) {
        long at = fork.record().sequence();
        if (at > forkedAt()) return Optional.empty();
        Equivocation found =
                at == forkedAt() && evidence != null ? lowest(evidence, fork) : Equivocation.of(sibling.get(), fork);
        if (found.equals(evidence)) return Optional.empty();
        evidence = found;
        return Optional.of(found);
    }

    private static Equivocation lowest(Equivocation known, SignedRecord fork) {
        if (fork.id().compareTo(known.other().id()) >= 0) return known;
        return Equivocation.of(known.one(), fork);
    }

    private static long sequence(Equivocation evidence) {
        return evidence.one().record().sequence();
    }
}
