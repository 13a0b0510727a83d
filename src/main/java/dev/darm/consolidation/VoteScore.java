package dev.darm.consolidation;

/**
 * The arithmetic of a vote (Algorithm 13), in basis points.
 *
 * <p>Being grounded is a condition, not only a term: with the seed's sum alone an ungrounded claim would pass at a BFS
 * score of 0.875 or more (decision 3).
 */
public final class VoteScore {

    /** θ_vote of Algorithm 13: the least score of a YES, in basis points. */
    public static final int THRESHOLD = 6000;

    private static final double BFS = 0.40;
    private static final double GROUNDED = 0.35;
    private static final double CONSISTENCY = 0.15;
    private static final double CERTAINTY = 0.10;

    private VoteScore() {}

    /**
     * The score of a claim.
     *
     * @param bfsScore of the voter's own traversal with k = 2, 0 to 1; 0.5 when nothing speaks for or against
     * @param grounded whether the voter re-read the claim in a passage that it fetched itself
     * @param worstConflict the weight of the heaviest conflict in the voter's knowledge, 0 to 1
     * @param uncertainty epistemic uncertainty u_e of the voter's own reading, 0 to 1
     * @return 0 to 10000
     */
    public static int of(double bfsScore, boolean grounded, double worstConflict, double uncertainty) {
        return Basis.of(BFS * unit(bfsScore)
                + GROUNDED * (grounded ? 1 : 0)
                + CONSISTENCY * (1 - unit(worstConflict))
                + CERTAINTY * (1 - unit(uncertainty)));
    }

    /** The score of a grounded challenge, judged as if nothing contradicted it: that it does is what it is about. */
    public static int ofChallenge(boolean grounded, double uncertainty) {
        return of(grounded ? 1 : 0.5, grounded, 0, uncertainty);
    }

    /** Whether a head may say YES. */
    public static boolean suffices(int score, boolean grounded) {
        return grounded && score >= THRESHOLD;
    }

    private static double unit(double share) {
        if (Double.isNaN(share)) throw new IllegalArgumentException("a share of a vote score is not a number");
        return Math.clamp(share, 0.0, 1.0);
    }
}
