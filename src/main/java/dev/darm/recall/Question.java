package dev.darm.recall;

import dev.darm.encoding.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question as recall compares it: what it asks for, the informative terms it names, and the small words that turn a
 * meaning round.
 *
 * @param text as asked
 * @param normalised as compared verbatim: lower case, white space folded, closing punctuation dropped
 * @param asks the kind of answer wanted
 * @param words informative term (stemmed) to the word as asked, in the order of their first use
 * @param turns words such as "not", "without", "before", "most", sorted: questions that differ in these differ
 */
public record Question(String text, String normalised, Asks asks, Map<String, String> words, Set<String> turns) {

    /** The kind of answer that the first question word of a text asks for. */
    public enum Asks {
        /** What, which, a yes or no, or no question word at all. */
        THING,
        WHO,
        WHEN,
        WHERE,
        WHY,
        HOW,
        /** How many, how much, how long, how often and the like. */
        AMOUNT
    }

    private static final Pattern ASKING = Pattern.compile(
            "\\b(what|which|who|whom|whose|when|where|why|how)\\b(?:\\s+(many|much|long|often|far|large|big|old|fast|soon|high|deep|small))?");
    private static final Pattern TURNING = Pattern.compile(
            "\\b(?:not|no|never|none|nor|neither|without|cannot|except|unless|before|after|until|since|"
                    + "only|least|most|minimum|maximum|more|less|fewer|over|under|above|below|first|last|up|down|out|off)\\b|n['’]t\\b");
    private static final Pattern CLOSING = Pattern.compile("[\\s.!?;:,]+$");
    private static final Pattern EDGE = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}%]+$");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    public Question {
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        turns = Collections.unmodifiableSet(new TreeSet<>(turns));
    }

    public static Question of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return new Question(text, normalise(text), asks(lower), words(text), turns(lower));
    }

    /** What two texts have in common when they are the same question, verbatim. */
    public static String normalise(String text) {
        String folded =
                SPACE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
        return CLOSING.matcher(folded).replaceAll("");
    }

    /** The words of {@code text} that turn its meaning round, as in {@link #turns()}. */
    public static Set<String> turning(String text) {
        return turns(text.toLowerCase(Locale.ROOT));
    }

    /** The informative terms, in the order of their first use. */
    public List<String> terms() {
        return List.copyOf(words.keySet());
    }

    /**
     * Whether what answers {@code taught} may answer this question too, as far as words can tell. A lexical encoder puts
     * "port of node 1" and "port of node 2" above any useful threshold, so cosine alone must not decide. All of this holds:
     *
     * <ul>
     *   <li>every informative term of this question occurs in the taught question or in the answer;
     *   <li>every term with a digit that the taught question names is named by this one ("port of node");
     *   <li>the terms that both questions name come in the same order ("does A call B", "does B call A");
     *   <li>both want the same kind of answer and turn it the same way ("not", "before", "most").
     * </ul>
     */
    boolean coveredBy(Question taught, Statement answer) {
        if (words.isEmpty() || asks != taught.asks || !turns.equals(taught.turns)) return false;
        for (String term : words.keySet()) {
            if (!taught.words.containsKey(term) && !answer.terms().contains(term)) return false;
        }
        for (String term : taught.words.keySet()) {
            if (hasDigit(term) && !words.containsKey(term)) return false;
        }
        return sameOrder(taught.words.keySet());
    }

    /** Whether {@code claim}, asked for nearly in its own words, answers this question: as above, with the claim as taught. */
    boolean coveredBy(Statement claim) {
        return !words.isEmpty()
                && asks == Asks.THING
                && turns.equals(claim.turns())
                && claim.terms().containsAll(words.keySet())
                && sameOrder(claim.said());
    }

    private boolean sameOrder(Collection<String> others) {
        List<String> ours = new ArrayList<>(words.keySet());
        ours.retainAll(others);
        List<String> theirs = new ArrayList<>(others);
        theirs.retainAll(words.keySet());
        return ours.equals(theirs);
    }

    private static boolean hasDigit(String term) {
        return term.chars().anyMatch(Character::isDigit);
    }

    private static Map<String, String> words(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String term : Terms.informative(text)) words.put(term, term);
        for (String word : SPACE.split(text)) {
            for (String term : Terms.informative(word)) {
                if (term.equals(words.get(term)))
                    words.put(term, EDGE.matcher(word).replaceAll(""));
            }
        }
        return words;
    }

    private static Asks asks(String lower) {
        Matcher matcher = ASKING.matcher(lower);
        if (!matcher.find()) return Asks.THING;
        return switch (matcher.group(1)) {
            case "who", "whom", "whose" -> Asks.WHO;
            case "when" -> Asks.WHEN;
            case "where" -> Asks.WHERE;
            case "why" -> Asks.WHY;
            case "how" -> matcher.group(2) == null ? Asks.HOW : Asks.AMOUNT;
            default -> Asks.THING;
        };
    }

    private static Set<String> turns(String lower) {
        Set<String> turns = new TreeSet<>();
        Matcher matcher = TURNING.matcher(lower);
        while (matcher.find())
            turns.add(matcher.group().startsWith("n") && matcher.group().endsWith("t") ? "not" : matcher.group());
        return turns;
    }
}
