package dev.darm.consolidation;

/**
 * How much long-term memory must have grown since a version of the corpus statistics was learned before the next is due; a
 * rule of the chain, equal on all nodes.
 *
 * @param share of what the last version was learned from, in basis points
 * @param least promoted claims
 */
public record Growth(int share, int least) {

    /** Whether {@code promotions} are enough when the last version was learned from {@code before}. */
    boolean suffices(long before, long promotions) {
        long grown = promotions - before;
        return grown >= least && grown * Basis.ONE >= share * before;
    }
}
