package dev.darm.knowledge;

/**
 * The skepticism engine (ESE), thin: how sure this node should be of a claim, and whether it may speak (seed 002 §9, §11).
 *
 * <p>Starts from the confidence and the epistemic uncertainty of the reading, which already hold the hedging of the
 * sentence. Each further independent origin takes away a part of the doubt; without an origin half of the confidence is
 * lost and the uncertainty is at least one half.
 */
public final class Skepticism {

    /** What a further origin leaves of the doubt when the reading is certain. Chosen. */
    private static final double DOUBT_LEFT = 0.5;

    private static final double UNGROUNDED_SHARE = 0.5;
    private static final double UNGROUNDED_UNCERTAINTY = 0.5;

    /** Beyond this many origins more of them change nothing; copies of one text are cheap. */
    private static final int MOST_ORIGINS = 8;

    private Skepticism() {}

    /** What may be done with a claim. */
    public enum Stance {
        /** Assert it. */
        COMMIT,
        /** Say it, and that it is doubtful. */
        FLAG,
        /** Say nothing of it, and why. */
        ABSTAIN
    }

    /**
     * Calibrated confidence and epistemic uncertainty, each 0 to 1.
     *
     * @param confidence conf_cal
     * @param uncertainty u_ep
     */
    public record Belief(double confidence, double uncertainty) {

        public Belief {
            if (!(confidence >= 0 && confidence <= 1) || !(uncertainty >= 0 && uncertainty <= 1))
                throw new IllegalArgumentException("0 to 1 expected: " + confidence + ", " + uncertainty);
        }
    }

    /**
     * When to commit and when at least to flag, each 0 to 1.
     *
     * @param commitConfidence least confidence to commit, not below {@code flagConfidence}
     * @param commitUncertainty most uncertainty to commit, not above {@code flagUncertainty}
     */
    public record Gate(
            double commitConfidence, double commitUncertainty, double flagConfidence, double flagUncertainty) {

        public Stance stance(Belief belief) {
            if (belief.confidence >= commitConfidence && belief.uncertainty <= commitUncertainty) return Stance.COMMIT;
            boolean speak = belief.confidence >= flagConfidence && belief.uncertainty <= flagUncertainty;
            return speak ? Stance.FLAG : Stance.ABSTAIN;
        }
    }

    /**
     * The belief in a claim.
     *
     * @param confidence of the reading, 0 to 1
     * @param uncertainty of the reading, 0 to 1
     * @param origins independent documents that say it, and that this node knows of; not negative
     */
    public static Belief believe(double confidence, double uncertainty, int origins) {
        if (origins < 0) throw new IllegalArgumentException("negative count of origins: " + origins);
        if (origins == 0)
            return new Belief(confidence * UNGROUNDED_SHARE, Math.max(uncertainty, UNGROUNDED_UNCERTAINTY));
        int further = Math.min(origins, MOST_ORIGINS) - 1;
        double left = Math.pow(1 - (1 - DOUBT_LEFT) * confidence, further);
        return new Belief(1 - (1 - confidence) * left, uncertainty * left);
    }
}
