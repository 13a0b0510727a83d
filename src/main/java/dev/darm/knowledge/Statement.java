package dev.darm.knowledge;

/**
 * A claim in the form in which contradictions are looked for: folded to lower case, without articles at the ends.
 *
 * @param subject what is spoken of
 * @param relation without its negation, such as {@code listens on} or {@code is}
 * @param object what is said of it; empty for a verb without one
 * @param positive false when the statement is negated
 * @param specific false when the subject means something only in its context ("it", "a node", "the default"); such a
 *     statement contradicts nothing
 */
public record Statement(String subject, String relation, String object, boolean positive, boolean specific) {

    /** Equal for statements of which one affirms what the other affirms or denies. */
    String topic() {
        return subject + "\n" + relation + "\n" + object;
    }

    /** Equal for statements that may give one subject two values. */
    String slot() {
        return subject + "\n" + relation;
    }
}
