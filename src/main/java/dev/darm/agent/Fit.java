package dev.darm.agent;

import dev.darm.encoding.Terms;
import dev.darm.recall.Candidate;
import dev.darm.recall.Question;
import dev.darm.recall.Question.Asks;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How well a claim that supports a question answers it. The weights are chosen, by the questions of {@code
 * ExtractionTest}: support weighs most; then whether the claim has the kind of answer that is asked for; then how much of
 * the claim is about the question and how early it comes to it.
 */
final class Fit {

    private static final double SUPPORT = 1;
    private static final double KIND = 0.2;
    private static final double DEFINES = 0.25;
    private static final double FOCUS = 0.15;
    private static final double EARLY = 0.1;
    private static final double COSINE = 0.1;
    private static final double TURNED = 0.2;

    /** How much like a definition "X is green" and "X reports" are. */
    private static final double SAYS_OF = 0.7;

    private static final double OPENS = 0.4;
    private static final Set<String> ARTICLES = Set.of("a", "an", "the", "one");
    private static final Set<String> DEFINING = Set.of("is", "are", "was", "were", "mean", "denot");

    private static final Pattern TITLE = Pattern.compile("[*_]{1,3}[^*_]+[*_]{1,3}[.:]?");
    private static final Pattern DEFINITION =
            Pattern.compile("^\\s*(?:what|who)(?:['’]s|\\s+(?:is|are|was|were|does))\\s.*", Pattern.DOTALL);
    private static final Pattern YES_OR_NO = Pattern.compile(
            "^\\s*(?:is|are|was|were|do|does|did|can|could|may|must|shall|should|will|would|has|have|had)\\b.*",
            Pattern.DOTALL);
    private static final Pattern NUMBER_ASKED = Pattern.compile(
            "\\b(?:port|number|version|size|limit|timeout|threshold|percentage|rate|height|capacity|interval|maximum|minimum|max|min)\\b");
    private static final Pattern NUMBER = Pattern.compile(
            "\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|half|twice|once)\\b");
    private static final Pattern TIME = Pattern.compile(
            "\\d|\\b(?:when|whenever|after|before|every|until|once|as soon as|while|during|at start|daily|hourly|always|never)\\b");
    private static final Pattern PLACE = Pattern.compile(
            "[\\w-]+/|\\b(?:in|at|on|under|inside|beside|within|into|to|from|folder|file|directory)\\b");
    private static final Pattern CAUSE = Pattern.compile(
            "\\b(?:because|since|so that|therefore|hence|otherwise|in order to|to avoid|so|due to|for)\\b");
    private static final Pattern MANNER = Pattern.compile("\\b(?:by|with|using|through|via|from|as|in)\\b");

    private Fit() {}

    /**
     * Whether a claim can be an answer at all: it is no question and no title, it does not say the plain when the question asks
     * for the negated, and it says something that the question does not say already.
     */
    static boolean mayAnswer(Question question, Candidate candidate) {
        String text = candidate.claim().text();
        if (text.strip().endsWith("?") || TITLE.matcher(text.strip()).matches()) return false;
        if (negated(question.turns()) && !negated(Question.turning(text))) return false;
        if (YES_OR_NO.matcher(lower(question.text())).matches()) return true;
        return informative(text).stream().anyMatch(term -> !question.words().containsKey(term));
    }

    /** Higher is better; about 0 to 1.8. */
    static double of(Question question, Candidate candidate, Support support) {
        String text = candidate.claim().text();
        double fit = SUPPORT * support.quality()
                + FOCUS * focus(question, text)
                + EARLY * early(question, text)
                + COSINE * Math.max(0, candidate.cosine());
        if (hasKind(question, text)) fit += KIND;
        if (DEFINITION.matcher(lower(question.text())).matches()) fit += DEFINES * defines(question, text);
        if (negated(Question.turning(text)) && !negated(question.turns())) fit -= TURNED;
        return fit;
    }

    /** The share of the claim's informative terms that the question names, 0 to 1. */
    private static double focus(Question question, String text) {
        Set<String> terms = informative(text);
        if (terms.isEmpty()) return 0;
        long shared = terms.stream().filter(question.words()::containsKey).count();
        return (double) shared / terms.size();
    }

    /** 1 where the claim opens with a term of the question, less the later the first one comes. */
    private static double early(Question question, String text) {
        List<String> terms = Terms.informative(text);
        for (int i = 0; i < terms.size(); i++) {
            if (question.words().containsKey(terms.get(i))) return 1.0 / (1 + i);
        }
        return 0;
    }

    /** 1 for "(A) X is a …" where X is what the question asks for; less the less the claim looks like a definition. */
    private static double defines(Question question, String text) {
        List<String> terms = Terms.of(text);
        Set<String> open = new HashSet<>(question.words().keySet());
        int start = terms.isEmpty() || !ARTICLES.contains(terms.getFirst()) ? 0 : 1;
        if (start == terms.size() || !open.contains(terms.get(start))) return 0;
        for (int i = start; i < terms.size(); i++) {
            open.remove(terms.get(i));
            if (!open.isEmpty()) continue;
            String next = i + 1 < terms.size() ? terms.get(i + 1) : "";
            String after = i + 2 < terms.size() ? terms.get(i + 2) : "";
            if (!DEFINING.contains(next)) return OPENS;
            return next.equals("mean") || next.equals("denot") || ARTICLES.contains(after) ? 1 : SAYS_OF;
        }
        return 0;
    }

    private static boolean hasKind(Question question, String text) {
        String lower = lower(text);
        Asks asks = question.asks();
        if (asks == Asks.THING)
            return NUMBER_ASKED.matcher(lower(question.text())).find() && newNumber(question, lower);
        return switch (asks) {
            case AMOUNT -> newNumber(question, lower);
            case WHEN -> TIME.matcher(lower).find();
            case WHERE -> PLACE.matcher(lower).find();
            case WHY -> CAUSE.matcher(lower).find();
            case HOW -> MANNER.matcher(lower).find();
            case WHO, THING -> false;
        };
    }

    private static boolean newNumber(Question question, String lower) {
        return NUMBER.matcher(lower).results().anyMatch(match -> !lower(question.text())
                .contains(match.group()));
    }

    private static boolean negated(Set<String> turns) {
        return turns.contains("not")
                || turns.contains("no")
                || turns.contains("never")
                || turns.contains("without")
                || turns.contains("cannot")
                || turns.contains("none")
                || turns.contains("neither");
    }

    private static Set<String> informative(String text) {
        return new HashSet<>(Terms.informative(text));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
