package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the chain says of the corpus statistics: which version is in effect, and from which height the next is to be
 * learned. A fold over the blocks that looks at nothing else, so that all heads learn from the same height and hence, with
 * the same bodies, the same statistics, whoever proposes.
 *
 * <p>A record has an effect only when it is the version that is due, from the height at which it is due. A version that
 * reaches no quorum within {@code ballotWindow} blocks is due again from the height at which the window ended, and a
 * tombstone makes it due again from its own block; so a head whose word for the first can no longer count is free to give
 * another.
 */
final class StatisticsHistory {

    private final long ballotWindow;
    private final Growth growth;

    /** How many claims were promoted by each of the latest heights; the first entry covers what is before it. */
    private final TreeMap<Long, Long> promotions = new TreeMap<>();

    private CorpusStatistics inEffect = CorpusStatistics.PRIOR;
    private Hash inEffectHash = CorpusStatistics.PRIOR.hash();

    /** Promotions that the version in effect was learned from. */
    private long learnedFrom;

    private long applied;
    private Optional<Edition.Due> due = Optional.empty();

    StatisticsHistory(long ballotWindow, Growth growth) {
        this.ballotWindow = ballotWindow;
        this.growth = growth;
        promotions.put(0L, 0L);
    }

    /** The block at {@code height} was applied; by now {@code promoted} claims were promoted altogether. */
    void blockApplied(long height, long promoted) {
        applied = height;
        if (promotions.lastEntry().getValue() != promoted) promotions.put(height, promoted);
        Long oldest = promotions.floorKey(Math.max(0, height - ballotWindow));
        if (oldest != null) promotions.headMap(oldest).clear();
        look();
    }

    /** A record stands in the block last applied; true when its version is now in effect. */
    boolean commit(StatisticsRecord record) {
        Edition edition = record.edition();
        Edition.Due its = new Edition.Due(edition.version(), edition.previous(), edition.height());
        if (due.isEmpty() || !due.get().equals(its) || edition.height() >= applied) return false;
        inEffect = record.statistics();
        inEffectHash = edition.statistics();
        learnedFrom = promotions.floorEntry(edition.height()).getValue();
        due = Optional.empty();
        look();
        return true;
    }

    /**
     * Something is forgotten in the block last applied. Heads that have applied it can no longer learn what was learned of
     * before, so from here on all learn without it.
     */
    void forgot() {
        if (due.isPresent()) due = from(applied);
    }

    private void look() {
        if (due.isEmpty() && growth.suffices(learnedFrom, promotions.lastEntry().getValue())) due = from(applied);
        while (due.isPresent() && due.get().height() + ballotWindow < applied)
            due = from(due.get().height() + ballotWindow);
    }

    private Optional<Edition.Due> from(long height) {
        return Optional.of(new Edition.Due(inEffect.version() + 1, inEffectHash, height));
    }

    CorpusStatistics inEffect() {
        return inEffect;
    }

    /** The version that heads are to learn now. */
    Optional<Edition.Due> due() {
        return due;
    }
}
