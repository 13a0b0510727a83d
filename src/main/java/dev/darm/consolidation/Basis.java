package dev.darm.consolidation;

/**
 * Basis points: a share as an integer, 0 to {@link #ONE}, so that every node computes the same bytes; no floating point
 * enters what is hashed or signed.
 */
final class Basis {

    static final int ONE = 10_000;

    private Basis() {}

    static int of(double share) {
        return (int) Math.round(Math.max(0, Math.min(1, share)) * ONE);
    }

    static double toShare(int points) {
        return points / (double) ONE;
    }

    static int check(String what, int points) {
        if (points < 0 || points > ONE)
            throw new IllegalArgumentException(what + " is 0 to " + ONE + " basis points, not " + points);
        return points;
    }
}
