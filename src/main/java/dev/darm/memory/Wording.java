package dev.darm.memory;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What two wordings must share before short-term memory takes them for one statement: every word that carries meaning, in
 * its order. Articles, fillers, case and the punctuation around words may differ; a number, a negation, a name, a preposition
 * or a modal verb may not.
 *
 * <p>Stricter than Algorithm 11, which merges by cosine alone, on purpose: a wrong merge loses a fact for good, a missed
 * one costs a slot, and "port 80 is open" lies near "port 81 is open" and "port 80 is not open" under every encoder.
 */
final class Wording {

    private static final Set<String> FILLERS =
            Set.of("a", "an", "the", "this", "that", "these", "those", "also", "just", "simply", "so", "very");
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final Pattern OPENING = Pattern.compile("^[\"'“”‘’«(\\[{*_`]+");
    private static final Pattern CLOSING = Pattern.compile("[\"'“”‘’»)\\]}*_`,.;:!?]+$");

    private Wording() {}

    /** Equal for texts that may be taken for one statement. */
    static String key(Claim claim) {
        StringBuilder key = new StringBuilder();
        for (String word : SPACE.split(claim.normalised())) {
            String bare = CLOSING.matcher(OPENING.matcher(word).replaceAll("")).replaceAll("");
            if (bare.isEmpty() || FILLERS.contains(bare)) continue;
            key.append(bare).append(' ');
        }
        return key.toString();
    }
}
