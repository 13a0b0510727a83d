package dev.darm.sim.scenario;

import dev.darm.node.KnownKeys;
import java.util.Collection;

/** The known word nearest to an unknown one, by Levenshtein's distance. */
final class Nearest {

    private Nearest() {}

    /** {@code ; the nearest is 'x'}, or nothing when no word is near enough to be meant. */
    static String hint(String word, Collection<String> known) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = KnownKeys.distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return bestDistance > Math.max(3, word.length() / 2) ? "" : "; the nearest is '" + best + "'";
    }
}
