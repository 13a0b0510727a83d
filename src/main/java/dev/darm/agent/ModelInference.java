package dev.darm.agent;

import dev.darm.encoding.Terms;
import dev.darm.memory.SourceRef;
import dev.darm.model.Prompt;
import dev.darm.recall.Candidate;
import dev.darm.recall.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Inference by a model, as far as it is pure: the prompt, and the check of what came back.
 *
 * <p>A model is asked to answer from numbered sources only and to cite them. What it wrote is accepted only when it cites
 * at least one of them and every number and every name in it stands in a source that it cites; otherwise the caller falls
 * back to {@link Extraction} and tells the reason.
 */
public final class ModelInference {

    private static final String SYSTEM = """
            You answer questions from the numbered sources and from nothing else. Answer in one or two short sentences. \
            After each statement cite the sources it rests on, such as [1] or [2][3]. Copy numbers, names and units exactly. \
            If the sources do not answer the question, reply with the single word UNKNOWN.""";
    private static final Pattern CITATION = Pattern.compile("\\[(\\d{1,3}(?:\\s*,\\s*\\d{1,3})*)]");
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+(?:[._:/@'’-][\\p{L}\\p{N}]+)*");
    private static final Pattern IDENTIFIER = Pattern.compile("[._:/@]");
    private static final Pattern STARTS_SENTENCE = Pattern.compile("(?:^|[.!?:]\\s+|\\n\\s*)[\"“(*-]*\\s*$");

    private ModelInference() {}

    /** What the check says of a completion. */
    public sealed interface Verdict {}

    /**
     * The answer may leave.
     *
     * @param text without the citations
     * @param cited at least one, in the order of their numbers
     * @param confidence the least of the cited claims' × the share of the answer's informative terms that they hold, 0 to 1
     */
    public record Accepted(String text, List<Candidate> cited, double confidence) implements Verdict {

        /** STM where any cited claim is only in short-term memory, else LTM. */
        public Tier tier() {
            return cited.stream()
                    .map(Candidate::tier)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** The model found no answer in the sources. */
    public record Unknown() implements Verdict {}

    /** The answer must not leave. */
    public record Refused(String reason) implements Verdict {}

    /** The prompt for a question over {@code candidates}, which are numbered from 1 in their order. */
    public static Prompt prompt(String question, List<Candidate> candidates) {
        StringBuilder text = new StringBuilder("Sources:\n");
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            SourceRef source = candidate.sources().getFirst();
            text.append("[%d] (%s:%d".formatted(i + 1, source.uri(), source.line()));
            if (!candidate.heading().isEmpty()) text.append(", ").append(candidate.heading());
            text.append(") ").append(oneLine(candidate.claim().text())).append('\n');
            candidate.counterpart().ifPresent(other -> text.append("    contradicted by: ")
                    .append(oneLine(other.claim().text()))
                    .append('\n'));
        }
        text.append("\nQuestion: ").append(oneLine(question)).append("\nAnswer:");
        return new Prompt(SYSTEM, text.toString());
    }

    /** Checks what a model wrote to {@link #prompt} over the same candidates. */
    public static Verdict check(String written, List<Candidate> candidates) {
        String answer = CITATION.matcher(written)
                .replaceAll("")
                .replaceAll("\\s+([.,;])", "$1")
                .strip();
        if (answer.replaceAll("[^\\p{L}]", "").equalsIgnoreCase("unknown")) return new Unknown();
        Set<Integer> numbers = cited(written);
        if (numbers.isEmpty()) return new Refused("the model cited no source");
        List<Candidate> cited = new ArrayList<>();
        for (int number : numbers) {
            if (number < 1 || number > candidates.size())
                return new Refused("the model cited [%d] of %d sources".formatted(number, candidates.size()));
            cited.add(candidates.get(number - 1));
        }
        Set<String> known = terms(cited);
        for (String name : namesAndNumbers(answer)) {
            if (!known.containsAll(neededFor(name)))
                return new Refused("the model wrote “%s”, which no source that it cites has".formatted(name));
        }
        return new Accepted(answer, cited, confidence(answer, cited, known));
    }

    private static double confidence(String answer, List<Candidate> cited, Set<String> known) {
        List<String> said = Terms.informative(answer);
        double held = said.isEmpty()
                ? 1
                : (double) said.stream().filter(known::contains).count() / said.size();
        return held * cited.stream().mapToDouble(Candidate::confidence).min().orElse(0);
    }

    /** The terms that stand for a name: an identifier as a whole and in parts; "40ms" and "node-1" in parts. */
    private static List<String> neededFor(String name) {
        List<String> terms = Terms.of(name);
        boolean identifier = IDENTIFIER.matcher(name).find();
        return terms.size() == 1 || identifier ? terms : terms.subList(1, terms.size());
    }

    private static Set<Integer> cited(String written) {
        Set<Integer> numbers = new TreeSet<>();
        Matcher matcher = CITATION.matcher(written);
        while (matcher.find()) {
            for (String number : matcher.group(1).split(",")) numbers.add(Integer.parseInt(number.strip()));
        }
        return numbers;
    }

    private static Set<String> terms(List<Candidate> cited) {
        Set<String> terms = new HashSet<>();
        for (Candidate candidate : cited) {
            terms.addAll(Terms.of(candidate.claim().text()));
            terms.addAll(Terms.of(candidate.heading()));
            for (SourceRef source : candidate.sources()) terms.addAll(Terms.of(source.uri()));
            candidate
                    .counterpart()
                    .ifPresent(other -> terms.addAll(Terms.of(other.claim().text())));
        }
        return terms;
    }

    /**
     * The words of an answer that it must not have made up: with a digit, with a capital inside, joined like an identifier,
     * or capitalised within a sentence. A capital at the start of a sentence alone makes no name.
     */
    static List<String> namesAndNumbers(String answer) {
        List<String> names = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(answer);
        while (matcher.find()) {
            String token = matcher.group();
            boolean capital = Character.isUpperCase(token.codePointAt(0));
            boolean opens = STARTS_SENTENCE
                    .matcher(answer.substring(0, matcher.start()))
                    .find();
            boolean inner = token.codePoints().skip(1).anyMatch(Character::isUpperCase);
            boolean digit = token.codePoints().anyMatch(Character::isDigit);
            boolean joined = IDENTIFIER.matcher(token).find();
            boolean alone = token.length() == 1 && !digit;
            if (digit || joined || inner || capital && !opens && !alone) names.add(token);
        }
        return names;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
