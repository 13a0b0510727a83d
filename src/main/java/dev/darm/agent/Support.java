package dev.darm.agent;

import dev.darm.codec.Hash;
import dev.darm.encoding.Terms;
import dev.darm.memory.SourceRef;
import dev.darm.recall.Candidate;
import dev.darm.recall.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How far a candidate supports a question.
 *
 * @param share idf-weighted mean of the credits of the question's informative terms, 0 to 1
 * @param missing the terms that found no support, in the question's order
 */
record Support(double share, List<String> missing) {

    private static final double IN_CLAIM = 1;
    private static final double IN_HEADING = 0.95;
    private static final double IN_NAME = 0.9;
    private static final double NEAR = 0.8;
    private static final double IN_NEIGHBOUR = 0.8;
    private static final double LEAST_WEIGHT = 0.1;
    /** Stems count as forms of one word when they share so many first letters, and so much of the longer. */
    private static final int NEAR_LETTERS = 5;

    private static final double NEAR_SHARE = 0.75;
    private static final Pattern PRONOUN = Pattern.compile(
            "^(it|its|this|that|these|those|they|their|he|she|both|each|such)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    Support {
        missing = List.copyOf(missing);
    }

    boolean whole() {
        return missing.isEmpty();
    }

    /** @param all the candidates, among which the claims of the same passage are looked for */
    static Support of(Question question, Candidate candidate, List<Candidate> all, Map<String, Double> weights) {
        Set<String> claim = terms(candidate.claim().text());
        Set<String> heading = terms(candidate.heading());
        Set<String> name = new HashSet<>();
        for (SourceRef source : candidate.sources()) name.addAll(terms(source.uri()));
        Set<String> neighbours = neighbours(candidate, all);
        double got = 0;
        double wanted = 0;
        List<String> missing = new ArrayList<>();
        for (String term : question.words().keySet()) {
            double weight = Math.max(LEAST_WEIGHT, weights.getOrDefault(term, 1.0));
            double credit = credit(term, claim, heading, name, neighbours);
            if (credit == 0) missing.add(term);
            got += weight * credit;
            wanted += weight;
        }
        return new Support(wanted == 0 ? 0 : got / wanted, missing);
    }

    private static double credit(
            String term, Set<String> claim, Set<String> heading, Set<String> name, Set<String> neighbours) {
        if (claim.contains(term)) return IN_CLAIM;
        if (heading.contains(term)) return IN_HEADING;
        if (name.contains(term)) return IN_NAME;
        if (claim.stream().anyMatch(other -> near(term, other))) return NEAR;
        return neighbours.contains(term) ? IN_NEIGHBOUR : 0;
    }

    /** Whether two stems look like forms of one word: "replic" and "replica", "configur" and "config"; never numbers. */
    static boolean near(String one, String other) {
        int longer = Math.max(one.length(), other.length());
        int shared = 0;
        while (shared < Math.min(one.length(), other.length()) && one.charAt(shared) == other.charAt(shared)) shared++;
        return shared >= NEAR_LETTERS
                && shared >= NEAR_SHARE * longer
                && (one + other).chars().noneMatch(Character::isDigit);
    }

    /** What a claim that opens with a pronoun may speak of: the terms of the other claims of its passage. */
    private static Set<String> neighbours(Candidate candidate, List<Candidate> all) {
        Set<String> terms = new HashSet<>();
        if (!PRONOUN.matcher(candidate.claim().text()).matches()) return terms;
        Set<Hash> passages = passages(candidate);
        for (Candidate other : all) {
            if (passages(other).stream().anyMatch(passages::contains))
                terms.addAll(terms(other.claim().text()));
        }
        return terms;
    }

    private static Set<Hash> passages(Candidate candidate) {
        Set<Hash> passages = new HashSet<>();
        for (SourceRef source : candidate.sources()) passages.add(source.passage());
        return passages;
    }

    private static Set<String> terms(String text) {
        return new HashSet<>(Terms.of(text));
    }
}
