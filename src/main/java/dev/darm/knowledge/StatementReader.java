package dev.darm.knowledge;

import dev.darm.encoding.Statements;
import dev.darm.memory.Claim;
import dev.darm.memory.Triple;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a claim as a {@link Statement}, where its form is plain enough. */
final class StatementReader {

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Words after which a subject is whatever the text spoke of before. */
    private static final Set<String> POINTING = Set.of(
            "a", "an", "some", "another", "one", "this", "that", "these", "those", "its", "their", "our", "your", "my",
            "his", "her", "such", "both", "here", "there");

    private StatementReader() {}

    static Optional<Statement> read(Claim claim) {
        boolean given = claim.triple().isPresent();
        return Statements.read(claim)
                .map(said -> new Statement(
                        said.subject(),
                        given ? said.relation() : relation(said.relation()),
                        said.object(),
                        said.quantity(),
                        !said.negated(),
                        given || specific(claim.text(), said.subject())));
    }

    /** A relation in the one form in which all are compared, whether a source gave it or a sentence has it. */
    static String relation(String words) {
        return Statements.read(Claim.of(new Triple("s", words, "o")))
                .map(Statements.Statement::relation)
                .orElse(words);
    }

    /** An entity in the form in which subjects and objects are compared. */
    static String entity(String words) {
        return Statements.read(Claim.of(new Triple(words, "is", "o")))
                .map(Statements.Statement::subject)
                .orElse(words);
    }

    /**
     * Whether the subject that {@code text} opens with means the same in every document. A name does ("Artery"), and so
     * does a description that holds a name or a number ("the round trip of Starlink"); "a node", "this setting" and "the
     * default port" do not, and neither does the key of a {@code key: value} line.
     */
    private static boolean specific(String text, String subject) {
        String[] words = SPACE.split(text.strip());
        String first = words[0].toLowerCase(Locale.ROOT);
        if (POINTING.contains(first) || pair(text, subject)) return false;
        if (!first.equals("the")) return true;
        int last = Math.min(words.length, 1 + SPACE.split(subject).length);
        for (int i = 1; i < last; i++) {
            if (words[i].codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isDigit(c) || c == '`'))
                return true;
        }
        return false;
    }

    private static boolean pair(String text, String subject) {
        String rest = text.strip().replace("`", "").toLowerCase(Locale.ROOT);
        int end = rest.indexOf(subject);
        if (end < 0) return false;
        String behind = rest.substring(end + subject.length()).stripLeading();
        return behind.startsWith(":") || behind.startsWith("=");
    }
}
