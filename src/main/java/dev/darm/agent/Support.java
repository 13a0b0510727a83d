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
 * @param closeness 1 where the terms that the claim itself has stand together, less the more words lie between them
 * @param missing the terms that found no support, in the question's order; of light verbs ("live", "handle") none is asked
 */
record Support(double share, double closeness, List<String> missing) {

    private static final double IN_CLAIM = 1;
    private static final double IN_HEADING = 0.95;
    private static final double IN_NAME = 0.9;
    private static final double NEAR = 0.8;
    private static final double IN_NEIGHBOUR = 0.8;
    /** Words beyond the question's own that may stand between its terms without loss. */
    private static final int SLACK = 6;

    private static final double SCATTERED = 0.7;
    private static final Set<String> LIGHT = Set.of(
            "live", "lie", "resid", "sit", "locat", "situat", "find", "found", "handl", "deal", "come", "go", "call");
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

    /** Support as a factor of confidence, 0 to 1: the share, less where the terms lie scattered over a long claim. */
    double quality() {
        return share * (SCATTERED + (1 - SCATTERED) * closeness);
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
            if (credit == 0
                    && LIGHT.contains(term)
                    && !LIGHT.containsAll(question.words().keySet())) continue;
            if (credit == 0) missing.add(term);
            got += weight * credit;
            wanted += weight;
        }
        return new Support(
                wanted == 0 ? 0 : got / wanted,
                closeness(question, candidate.claim().text()),
                missing);
    }

    private static double credit(
            String term, Set<String> claim, Set<String> heading, Set<String> name, Set<String> neighbours) {
        if (claim.contains(term)) return IN_CLAIM;
        if (heading.contains(term)) return IN_HEADING;
        if (name.contains(term)) return IN_NAME;
        if (claim.stream().anyMatch(other -> near(term, other))) return NEAR;
        return neighbours.contains(term) ? IN_NEIGHBOUR : 0;
    }

    private static double closeness(Question question, String claim) {
        List<String> said = Terms.of(claim);
        Set<String> wanted = new HashSet<>(said);
        wanted.retainAll(question.words().keySet());
        if (wanted.isEmpty()) return 1;
        int window = said.size();
        for (int from = 0; from < said.size(); from++) {
            if (wanted.contains(said.get(from))) window = Math.min(window, covering(said, from, wanted));
        }
        return Math.min(1, (double) (wanted.size() + SLACK) / window);
    }

    /** How many terms from {@code from} on it takes to meet all that are wanted; the list's length when they are not met. */
    private static int covering(List<String> said, int from, Set<String> wanted) {
        Set<String> open = new HashSet<>(wanted);
        for (int i = from; i < said.size(); i++) {
            if (open.remove(said.get(i)) && open.isEmpty()) return i - from + 1;
        }
        return said.size();
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
        if (!opensWithPronoun(candidate.claim().text())) return terms;
        Set<Hash> passages = passages(candidate);
        for (Candidate other : all) {
            if (passages(other).stream().anyMatch(passages::contains))
                terms.addAll(terms(other.claim().text()));
        }
        return terms;
    }

    /** Whether a claim leaves it to the sentences before it to say what it speaks of. */
    static boolean opensWithPronoun(String claim) {
        return PRONOUN.matcher(claim).matches();
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
