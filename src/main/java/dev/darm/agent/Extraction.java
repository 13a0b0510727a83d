package dev.darm.agent;

import dev.darm.recall.Candidate;
import dev.darm.recall.Question;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inference without a model: of the candidates, the one claim that best supports an answer, verbatim, or an abstention.
 *
 * <p>A claim may answer only when <em>every</em> informative term of the question finds support in it or in its context
 * (its heading, its document's name, and, for a claim that opens with a pronoun, the claims of the same passage); see {@link
 * Support}. Among those that may, the fit decides ({@link Fit}); at equal fit LTM goes before STM and the shorter claim
 * before the longer.
 */
public final class Extraction {

    private Extraction() {}

    /** An answer or an abstention. */
    public sealed interface Outcome {}

    /**
     * @param support idf-weighted share of the question's informative terms, 0 to 1; below 1 where context had to help or the
     *     terms lie scattered over the claim
     * @param confidence of the claim × support, 0 to 1
     */
    public record Supported(Candidate candidate, double support, double confidence) implements Outcome {}

    /**
     * @param terms the words that found no support, as asked
     * @param reason one sentence that names them
     */
    public record Unsupported(List<String> terms, String reason) implements Outcome {}

    private record Rated(Candidate candidate, Support support, double fit) {}

    /**
     * @param weights how much each informative term tells, 0 and above, as recall gives them; a term without one counts 1
     */
    public static Outcome of(String text, List<Candidate> candidates, Map<String, Double> weights) {
        Question question = Question.of(text);
        if (question.words().isEmpty()) return new Unsupported(List.of(), "The question names nothing to look for.");
        if (candidates.isEmpty())
            return new Unsupported(
                    List.copyOf(question.words().values()),
                    "Memory holds nothing on " + listed(question.words().values()) + ".");
        List<Support> supports = new ArrayList<>();
        for (Candidate candidate : candidates) supports.add(Support.of(question, candidate, candidates, weights));
        return best(question, candidates, supports)
                .<Outcome>map(rated -> new Supported(
                        rated.candidate(),
                        rated.support().quality(),
                        rated.candidate().confidence() * rated.support().quality()))
                .orElseGet(() -> unsupported(question, supports));
    }

    private static Optional<Rated> best(Question question, List<Candidate> candidates, List<Support> supports) {
        List<Rated> able = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            if (!supports.get(i).whole() || !Fit.mayAnswer(question, candidate)) continue;
            able.add(new Rated(candidate, supports.get(i), Fit.of(question, candidate, supports.get(i))));
        }
        return able.stream()
                .min(Comparator.comparingLong((Rated one) -> -Math.round(one.fit() * 1000))
                        .thenComparing(one -> one.candidate().tier())
                        .thenComparing(one -> one.candidate().claim().text().length())
                        .thenComparing(one -> one.candidate().claim().id()));
    }

    /** Names what no candidate has; or, where each term has support somewhere, what the nearest candidate lacks. */
    private static Unsupported unsupported(Question question, List<Support> supports) {
        List<String> nowhere = new ArrayList<>();
        question.words().forEach((term, word) -> {
            if (supports.stream().allMatch(one -> one.missing().contains(term))) nowhere.add(word);
        });
        if (!nowhere.isEmpty()) return new Unsupported(nowhere, "No memory supports " + listed(nowhere) + ".");
        List<String> missing = supports.stream()
                .max(Comparator.comparingDouble(Support::share))
                .map(nearest -> nearest.missing().stream()
                        .map(term -> question.words().getOrDefault(term, term))
                        .toList())
                .orElse(List.of());
        String reason = missing.isEmpty()
                ? "Memory names what the question names, but nothing that it says answers the question."
                : "No single memory supports the whole question; the nearest says nothing on " + listed(missing) + ".";
        return new Unsupported(missing, reason);
    }

    private static String listed(Collection<String> words) {
        return String.join(", ", words.stream().map(word -> "“" + word + "”").toList());
    }
}
