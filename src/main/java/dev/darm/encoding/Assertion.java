package dev.darm.encoding;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a piece of text states something, and how surely its source asserts it. */
final class Assertion {

    private static final int FEWEST_WORDS = 3;
    private static final int FEWEST_WORDS_WITHOUT_VERB = 4;
    private static final int LONG_CHARS = 400;
    private static final int VERY_LONG_CHARS = 800;
    private static final double LEAST_TEXT = 0.6;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}'\u2019-]*");
    private static final Pattern CLOSED = Pattern.compile("[.!\u2026][\"')\\]\u201D\u2019*_]*$");
    private static final Pattern ASKS = Pattern.compile("\\?[\"')\\]\u201D\u2019*_]*$");
    private static final Pattern DIGIT = Pattern.compile("\\p{Nd}");

    private static final Set<String> VERBS = inflected("""
            accept act add admit agree aim allow answer append appear apply ask assert assign attach avoid backs become begin
            belong block boot break bring build cache call carry catch cause change check choose claim clean close come commit
            compare complete compute configure connect consist consume contain continue control convert copy cost count cover
            create crash cut decide declare decode default define delay delete deliver depend derive describe detect
            determine differ disable discover drop emit enable encode encrypt end enforce ensure enter equal exceed exclude
            execute exist exit expect expire explain export expose extend fail fall feed fetch fill find finish fit flag
            flow follow forget form forward gain generate get give go grow guarantee handle happen hash help hold host
            identify ignore implement import improve include increase index infer inform ingest insert install join keep
            know label last lead learn leave let lie limit link list listen live load lock log look lose maintain make manage
            map mark match mean measure meet merge miss move must name need nominate note notice offer omit open operate
            order own parse pass pay perform persist pick point poll prefer prevent print produce promote prove provide
            publish pull push put queue raise reach read recall receive recommend record recover reduce refer refuse
            register reject release rely remain remember remove rename render repeat replace reply replicate report
            represent request require reset resolve respond rest restart restore result retry return review rewrite rise
            round route run save say scale schedule search see seem select send separate serve set share ship show shut
            sign simulate skip sleep specify spend split spread stand start state stay stop store stream submit succeed
            supply support survive switch take tell terminate test throw time track transfer transform travel treat trigger
            trust try turn understand unlock update upgrade use validate vary verify visit vote wait wake want warn watch weigh win
            withdraw work write yield
            """);

    private static final Set<String> AUXILIARIES = StopWords.words("""
            is are was were be been being has have had does do did can cannot could may might must shall should will would
            isn't aren't wasn't weren't doesn't don't didn't can't couldn't won't wouldn't shouldn't hasn't haven't it's that's
            there's became began broke brought built came caught chose felt fell found gave got grew held kept knew led left
            lost made meant met paid ran rose said saw sent set shown shut spent stood stored taken told took went won wrote
            written known given done gone seen born
            """);

    /** Each phrase says that its source is not sure. Lower case; {@code May} with a capital is a month. */
    private static final List<Pattern> HEDGES = List.of(
            hedge("may"),
            hedge("might|could be|could have"),
            hedge("perhaps|maybe|possibly|probably|presumably|conceivably|likely|unlikely"),
            hedge("reportedly|allegedly|supposedly|apparently|seemingly|rumou?red"),
            hedge("(?:is|are|was|were) (?:said|thought|believed|claimed|rumou?red|assumed|expected|supposed) to"),
            hedge("seems?|appears? to|suggests? that|tends? to"),
            hedge("(?:i|we) (?:think|believe|guess|suppose|assume)|as far as (?:i|we) know|it is (?:possible|unclear)"),
            hedge("unconfirmed|unverified|uncertain|hypothetical(?:ly)?"));

    private Assertion() {}

    /**
     * Whether {@code text} states something: at least {@value #FEWEST_WORDS} words, mostly letters, not a question, and a
     * verb, a number, a {@code key: value} form, or the full stop of a sentence of {@value #FEWEST_WORDS_WITHOUT_VERB}
     * words or more.
     */
    static boolean states(String text) {
        if (ASKS.matcher(text).find() || mostlySymbols(text)) return false;
        List<String> words = words(text);
        boolean pair = BlockMarks.keyValue(text);
        if (words.size() < (pair ? 2 : FEWEST_WORDS)) return false;
        if (pair
                || words.size() >= FEWEST_WORDS_WITHOUT_VERB
                        && CLOSED.matcher(text).find()) return true;
        return DIGIT.matcher(text).find() || words.stream().skip(1).anyMatch(Assertion::verb) || imperative(words);
    }

    /** 0.95 for a plain statement; less for a hedged or very long one, 0.4 at least. In hundredths, so that it is exact. */
    static double confidence(String text) {
        int hedges = 0;
        for (Pattern hedge : HEDGES) if (hedge.matcher(text).find()) hedges++;
        int hundredths = 95;
        if (hedges > 0) hundredths -= 25 + 10 * (hedges - 1);
        if (text.length() > VERY_LONG_CHARS) hundredths -= 15;
        else if (text.length() > LONG_CHARS) hundredths -= 5;
        return Math.max(40, hundredths) / 100.0;
    }

    /** 0.05 for a plain statement, growing as {@link #confidence} falls; 0.6 at most. */
    static double uncertainty(String text) {
        return Math.round(100 - 100 * confidence(text)) / 100.0;
    }

    private static boolean imperative(List<String> words) {
        return VERBS.contains(words.getFirst());
    }

    private static boolean verb(String word) {
        return AUXILIARIES.contains(word) || VERBS.contains(word);
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(found -> found.group().toLowerCase(Locale.ROOT).replace('\u2019', '\''))
                .toList();
    }

    private static boolean mostlySymbols(String text) {
        long useful = text.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c == ' ')
                .count();
        return useful < LEAST_TEXT * text.codePointCount(0, text.length());
    }

    private static Pattern hedge(String words) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])(?:" + words + ")(?![\\p{L}\\p{N}])");
    }

    /** The verbs with their -s, -ed and -ing forms; some of those do not exist and hurt nobody. */
    private static Set<String> inflected(String verbs) {
        Set<String> all = new HashSet<>();
        for (String verb : StopWords.words(verbs)) {
            String stem = verb.endsWith("e") ? verb.substring(0, verb.length() - 1) : verb;
            boolean soft = verb.endsWith("y") && "aeiou".indexOf(verb.charAt(verb.length() - 2)) < 0;
            String last = verb.substring(verb.length() - 1);
            all.add(verb);
            all.add(soft ? verb.substring(0, verb.length() - 1) + "ies" : verb + "s");
            all.add(verb + "es");
            all.add(soft ? verb.substring(0, verb.length() - 1) + "ied" : stem + "ed");
            all.add(verb + last + "ed");
        }
        return Set.copyOf(all);
    }
}
