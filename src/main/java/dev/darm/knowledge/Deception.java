package dev.darm.knowledge;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Signs that a text is made to deceive: instructions to a model, characters that do not show, absurd repetition, and
 * scripts mixed within a word so that it looks like another.
 */
final class Deception {

    /** How clean a text is, 0 to 1, and why it is not 1. */
    record Finding(double score, String why) {}

    private static final Finding CLEAN = new Finding(1, "");
    private static final Finding UNSEEN = new Finding(0, "characters that do not show");
    private static final Finding INSTRUCTS = new Finding(0.3, "reads like instructions to a model");
    private static final Finding REPEATS = new Finding(0.2, "repeats itself absurdly");
    private static final Finding MIXED = new Finding(0.3, "mixes scripts within a word");

    private static final List<Pattern> INSTRUCTIONS = List.of(
            instruction("(?:ignore|disregard|forget|override)\\b.{0,30}\\b(?:previous|prior|above|earlier|all|your)\\b"
                    + ".{0,30}\\b(?:instructions?|prompts?|rules|directions|guidelines)"),
            instruction("you (?:are|must) now\\b.{0,40}\\b(?:assistant|model|ai|dan|pretend|obey|unrestricted)"),
            instruction("(?:reveal|print|repeat|show|leak)\\b.{0,20}\\b(?:your|the) (?:system|hidden|secret) prompt"),
            instruction("(?:begin|end|new) (?:system|developer) (?:prompt|message)"),
            instruction("<\\|(?:im_start|im_end|system|user|assistant|endoftext)\\|>|\\[/?INST\\]|<</?SYS>>"),
            instruction("(?:always )?(?:vote|answer|respond) (?:yes|no) (?:to|on) (?:this|every|all)\\b"));

    private static final Pattern WORD_EDGE = Pattern.compile("[^\\p{L}\\p{M}]+");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern LONG_RUN = Pattern.compile("([\\p{L}\\p{N}])\\1{24,}");
    private static final int FEWEST_WORDS_TO_REPEAT = 12;
    private static final double MOST_OF_ONE_WORD = 0.5;

    /** Scripts whose letters look like Latin ones. Greek is left out: units and formulas mix it with Latin honestly. */
    private static final Set<UnicodeScript> LOOKALIKES =
            EnumSet.of(UnicodeScript.CYRILLIC, UnicodeScript.ARMENIAN, UnicodeScript.CHEROKEE);

    private Deception() {}

    /** The worst finding over the texts. */
    static Finding worst(String... texts) {
        Finding worst = CLEAN;
        for (String text : texts) {
            for (Finding finding : List.of(unseen(text), instructs(text), repeats(text), mixed(text)))
                if (finding.score() < worst.score()) worst = finding;
        }
        return worst;
    }

    private static Finding unseen(String text) {
        return text.codePoints().anyMatch(Deception::doesNotShow) ? UNSEEN : CLEAN;
    }

    private static boolean doesNotShow(int c) {
        if (c == '\n' || c == '\t' || c == '\r' || c == 0xAD || c == 0x200C || c == 0x200D) return false;
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static Finding instructs(String text) {
        return INSTRUCTIONS.stream().anyMatch(pattern -> pattern.matcher(text).find()) ? INSTRUCTS : CLEAN;
    }

    private static Finding repeats(String text) {
        if (LONG_RUN.matcher(text).find()) return REPEATS;
        String[] words = SPACE.split(text.strip());
        if (words.length < FEWEST_WORDS_TO_REPEAT) return CLEAN;
        Map<String, Integer> counts = new HashMap<>();
        int most = 0;
        for (String word : words) most = Math.max(most, counts.merge(word, 1, Integer::sum));
        return most > MOST_OF_ONE_WORD * words.length ? REPEATS : CLEAN;
    }

    private static Finding mixed(String text) {
        for (String word : WORD_EDGE.split(text)) {
            boolean latin = false;
            boolean lookalike = false;
            for (int c : word.codePoints().toArray()) {
                UnicodeScript script = UnicodeScript.of(c);
                latin |= script == UnicodeScript.LATIN;
                lookalike |= LOOKALIKES.contains(script);
            }
            if (latin && lookalike) return MIXED;
        }
        return CLEAN;
    }

    private static Pattern instruction(String words) {
        return Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
