package dev.darm.knowledge;

import dev.darm.memory.Claim;
import dev.darm.memory.Triple;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a claim as a {@link Statement}, where it has one subject, one relation and one object. */
final class StatementReader {

    private static final Pattern ARTICLE = Pattern.compile("^(?:the|a|an) ");

    private StatementReader() {}

    static Optional<Statement> read(Claim claim) {
        return claim.triple().map(StatementReader::given);
    }

    private static Statement given(Triple triple) {
        return new Statement(fold(triple.subject()), fold(triple.relation()), fold(triple.object()), true, true);
    }

    /** Lower case, white space folded, without a leading article and closing punctuation. */
    static String fold(String words) {
        return ARTICLE.matcher(Claim.of(words).normalised()).replaceAll("");
    }
}
