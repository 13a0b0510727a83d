package dev.darm.recall;

import dev.darm.encoding.Terms;
import dev.darm.memory.Claim;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A claim as recall compares it with questions.
 *
 * @param said the claim's terms, in the order of their first use
 * @param terms those and the terms of its heading
 * @param turns words of the claim that turn its meaning round, as in {@link Question#turns}
 */
record Statement(Set<String> said, Set<String> terms, Set<String> turns) {

    Statement {
        said = Collections.unmodifiableSet(new LinkedHashSet<>(said));
        terms = Collections.unmodifiableSet(new LinkedHashSet<>(terms));
    }

    static Statement of(Claim claim, String heading) {
        Set<String> said = new LinkedHashSet<>(Terms.of(claim.text()));
        Set<String> terms = new LinkedHashSet<>(said);
        terms.addAll(Terms.of(heading));
        return new Statement(said, terms, Question.turning(claim.text()));
    }
}
