package dev.darm.knowledge;

import dev.darm.encoding.Statements.Quantity;
import java.util.Optional;

/**
 * A claim in the form in which contradictions are looked for: folded to lower case, verbs stemmed, without articles.
 *
 * @param subject what is spoken of
 * @param relation without its negation, such as {@code listen on} or {@code is}
 * @param object what is said of it
 * @param quantity the one number of the object, with its unit
 * @param positive false when the statement is negated
 * @param specific false when the subject means something only in its context ("a node", "the default port"); such a
 *     statement contradicts nothing
 */
public record Statement(
        String subject,
        String relation,
        String object,
        Optional<Quantity> quantity,
        boolean positive,
        boolean specific) {

    /** The same said of another subject. */
    Statement about(String other) {
        return new Statement(other, relation, object, quantity, positive, specific);
    }

    /** Equal for statements of which one affirms what the other affirms or denies. */
    String topic() {
        return subject + "\n" + relation + "\n" + object;
    }

    /** Equal for statements that may give one subject two values. */
    String slot() {
        return subject + "\n" + relation;
    }
}
