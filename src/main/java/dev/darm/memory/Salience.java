package dev.darm.memory;

/**
 * How much a claim is worth remembering, 0 to 1: novelty, reward, access frequency and confidence, weighted (seed 002
 * §4.2). It stands for future use, not for truth.
 */
public final class Salience {

    /** The accesses at which {@link #frequency} reaches one half. Chosen. */
    private static final double ACCESSES_AT_HALF = 8;

    private Salience() {}

    /** The weights of the four signals; each 0 to 1, together 1. The seed's are 0.3, 0.35, 0.25 and 0.1. */
    public record Weights(double novelty, double reward, double frequency, double confidence) {

        public Weights {
            requireFraction("weight of novelty", novelty);
            requireFraction("weight of reward", reward);
            requireFraction("weight of frequency", frequency);
            requireFraction("weight of confidence", confidence);
            double sum = novelty + reward + frequency + confidence;
            if (Math.abs(sum - 1) > 1e-9)
                throw new IllegalArgumentException("the weights of salience add up to 1, not " + sum);
        }
    }

    /**
     * What is known of a claim, each 0 to 1.
     *
     * @param novelty 1 less the largest cosine to what the memory holds
     * @param reward normalised reward of the reasoning; a claim read from a source starts with 1
     * @param frequency how often claims like it are retrieved, see {@link Salience#frequency}
     * @param confidence calibrated confidence
     */
    public record Signals(double novelty, double reward, double frequency, double confidence) {

        public Signals {
            requireFraction("novelty", novelty);
            requireFraction("reward", reward);
            requireFraction("frequency", frequency);
            requireFraction("confidence", confidence);
        }
    }

    public static double score(Weights weights, Signals signals) {
        double sum = weights.novelty * signals.novelty
                + weights.reward * signals.reward
                + weights.frequency * signals.frequency
                + weights.confidence * signals.confidence;
        return Math.min(1, sum);
    }

    /**
     * A count of retrievals as a signal: 0 for none, rising towards 1, so that the order of salience follows the order of
     * access counts (seed 002, P47).
     */
    public static double frequency(long accesses) {
        if (accesses < 0) throw new IllegalArgumentException("negative count of accesses: " + accesses);
        return accesses / (accesses + ACCESSES_AT_HALF);
    }

    static void requireFraction(String what, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(what + " must be 0 to 1: " + value);
    }
}
