package dev.darm.encoding;

import java.util.Arrays;
import java.util.Set;

/** The English words that say little of what a text is about. All in lower case and unstemmed. */
final class StopWords {

    private static final Set<String> FUNCTION = words("""
            a an the this that these those such same other another each every either neither both all any some no not none
            nor and or but if then else than so as of at by for from in into on onto to up with within without about above
            below under over between among through during before after against per via until till upon toward towards
            off out down again further once here there
            i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
            itself themselves himself herself myself yourself ourselves one ones
            am is are was were be been being has have had having do does did doing done
            can could may might must shall should will would ought
            too very just also only own more most less least few yet still even however therefore thus hence while
            because though although since whether
            s t d ll m re ve
            """);

    private static final Set<String> QUESTION =
            words("who whom whose what which when where why how whatever whichever whoever wherever please");

    private static final Set<String> GENERIC = words("""
            do does did mean means meant meaning happen happens happened work works working use uses used using
            get gets got getting make makes made making tell tells explain explains describe describes
            many much kind kinds thing things sort sorts way ways stuff anything something everything nothing
            give gives show shows know knows say says said define defined
            """);

    /** Words of degree that only complete a "how": how long, how often. */
    private static final Set<String> DEGREE = words("""
            long often large big far fast high old small deep wide heavy quickly soon late strong well little low slow
            """);

    /** Nouns that only lead to the thing asked for: the name of, the purpose of. */
    private static final Set<String> LEADING = words("""
            name names purpose role roles number value values meaning type types reason difference point amount example
            examples list
            """);

    private StopWords() {}

    /** Articles, pronouns, prepositions, conjunctions, auxiliaries and question words. */
    static boolean isFunction(String word) {
        return FUNCTION.contains(word) || QUESTION.contains(word);
    }

    /** Verbs and nouns that questions are made of, whatever they ask for. */
    static boolean isGeneric(String word) {
        return GENERIC.contains(word);
    }

    static boolean isDegree(String word) {
        return DEGREE.contains(word);
    }

    static boolean isLeading(String word) {
        return LEADING.contains(word);
    }

    static Set<String> words(String list) {
        // A set that is asked only whether it contains a word; its order never shows.
        return Set.copyOf(Arrays.asList(list.strip().split("\\s+")));
    }
}
