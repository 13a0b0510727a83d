package dev.darm.encoding;

import dev.darm.memory.Claim;
import dev.darm.memory.Triple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * Reads a claim as subject, relation and object where its form is plain enough, so that two claims can be held against each
 * other: "Artery listens on port 25520", "The default journal is not Cassandra", "Default port: 25520". A light form of open
 * information extraction (ReVerb: Fader et al. 2011) that prefers silence to a wrong reading: conditions, alternatives,
 * questions, several clauses and long sentences give nothing. Pure.
 */
public final class Statements {

    /**
     * A claim in three parts, in lower case, without articles and quoting; a relation's verb is a stem.
     *
     * @param subject what it speaks of
     * @param relation such as {@code is}, {@code listen on}, {@code default to}
     * @param object what it says
     * @param negated whether it denies the relation
     */
    public record Statement(String subject, String relation, String object, boolean negated) {

        /** The one number of the object, with its unit; empty when the object has no number or several. */
        public Optional<Quantity> quantity() {
            return Quantity.in(object);
        }
    }

    /**
     * A number with its unit.
     *
     * @param value the number
     * @param unit what follows it, in lower case and singular ({@code ms}, {@code byte}, {@code percent}); empty when nothing does
     * @param exact false when the text bounds or rounds it: at least, about, up to
     */
    public record Quantity(double value, String unit, boolean exact) {

        private static final Pattern NUMBER = Pattern.compile(
                "(?<![\\p{L}\\p{N}.])([-\u2212]?\\d{1,12}(?:[,_]\\d{3}){0,4}(?:\\.\\d{1,9})?)(?![\\p{N}]|\\.\\d)\\s?([\\p{L}%\u00B0][\\p{L}/\u00B0]{0,20})?");
        private static final Pattern INEXACT = Pattern.compile(
                "(?:^|\\s|[(])(?:at least|at most|about|approximately|around|roughly|nearly|almost|up to|more than|less than|over|under|below|above|between|[~<>\u2264\u2265\u2248])\\s*$");

        static Optional<Quantity> in(String text) {
            Matcher number = NUMBER.matcher(text);
            if (!number.find()) return Optional.empty();
            int start = number.start();
            double value =
                    Double.parseDouble(number.group(1).replaceAll("[,_]", "").replace('\u2212', '-'));
            String unit = Optional.ofNullable(number.group(2)).orElse("");
            if (number.find()) return Optional.empty();
            boolean exact = !INEXACT.matcher(text.substring(0, start)).find();
            return Optional.of(new Quantity(value, singular(unit), exact));
        }

        private static String singular(String unit) {
            if (unit.equals("%")) return "percent";
            if (StopWords.isFunction(unit)) return "";
            boolean plural = unit.length() > 3 && unit.endsWith("s") && !unit.endsWith("ss") && unit.indexOf('/') < 0;
            return plural ? unit.substring(0, unit.length() - 1) : unit;
        }
    }

    private static final int MOST_SUBJECT_WORDS = 8;
    private static final int LEAST_KEY_WORDS = 2;
    private static final int MOST_KEY_WORDS = 5;
    private static final int MOST_VALUE_WORDS = 6;
    private static final int MOST_OBJECT_WORDS = 16;
    private static final int MOST_WORDS = 30;

    private static final Pattern KEY_VALUE = Pattern.compile("^\\s*([^:=]{1,60}):\\s+(\\S.*)$", Pattern.DOTALL);
    private static final Pattern TRAILING_ASIDE = Pattern.compile("\\s*\\([^()]*\\)$");
    private static final Pattern CLOSING = Pattern.compile("[\\s.!;]+$");

    /** Verbs that relate, by stem, each with the prepositions that belong to it; "" is the verb alone. */
    private static final Map<String, Set<String>> VERBS = Map.ofEntries(
            Map.entry("listen", Set.of("on", "at", "to")),
            Map.entry("default", Set.of("to")),
            Map.entry("run", Set.of("on", "in", "as", "")),
            Map.entry("belong", Set.of("to")),
            Map.entry("depend", Set.of("on")),
            Map.entry("consist", Set.of("of")),
            Map.entry("start", Set.of("with", "at", "on", "")),
            Map.entry("point", Set.of("to")),
            Map.entry("connect", Set.of("to")),
            Map.entry("bind", Set.of("to")),
            Map.entry("write", Set.of("to", "")),
            Map.entry("has", Set.of("")),
            Map.entry("use", Set.of("")),
            Map.entry("requir", Set.of("")),
            Map.entry("need", Set.of("")),
            Map.entry("support", Set.of("")),
            Map.entry("contain", Set.of("")),
            Map.entry("hold", Set.of("")),
            Map.entry("store", Set.of("")),
            Map.entry("take", Set.of("")),
            Map.entry("cost", Set.of("")),
            Map.entry("equal", Set.of("")),
            Map.entry("mean", Set.of("")),
            Map.entry("own", Set.of("")),
            Map.entry("expos", Set.of("")),
            Map.entry("accept", Set.of("")),
            Map.entry("serv", Set.of("")),
            Map.entry("host", Set.of("")),
            Map.entry("valid", Set.of("")),
            Map.entry("allow", Set.of("")),
            Map.entry("return", Set.of("")),
            Map.entry("send", Set.of("")),
            Map.entry("last", Set.of("")),
            Map.entry("expir", Set.of("after", "in")));

    /** A second clause, an aside or an enumeration. A comma inside a number is none. */
    private static final Pattern ASIDE = Pattern.compile("[;()\\[\\]\"=]|[,:.] |\\b(?:and|or)\\b");

    private static final Set<String> COPULAS = StopWords.words("is are was were isn't aren't wasn't weren't");
    private static final Set<String> HAVE = StopWords.words("has have had hasn't haven't");
    private static final Set<String> HELPERS = StopWords.words(
            "do does did don't doesn't didn't must will can cannot can't won't always never not no longer also only by then now");
    private static final Set<String> NEGATIONS = StopWords.words(
            "not never no cannot isn't aren't wasn't weren't don't doesn't didn't can't won't hasn't haven't");
    private static final Set<String> CONDITIONS = StopWords.words(
            "if when unless while whenever because although though whereas until where or either neither whether who which that but");
    private static final Set<String> PREPOSITIONS =
            StopWords.words("to on by as in with from at for of into after under");
    private static final Set<String> AUXILIARIES =
            StopWords.words("is are was were be has have had do does did can may must will should could would might");
    private static final Set<String> ARTICLES = StopWords.words("the a an this that these those its their our your");
    private static final Set<String> PRONOUNS = StopWords.words(
            "it they he she we you i this that these those there here what who one such so nothing no never many most some");
    private static final Set<String> PARTICIPLES = StopWords.words(
            "set built made written known kept held sent stored run shown given taken found bound split read put called");

    private Statements() {}

    /** The statement that {@code claim} makes; empty when its form is not plain. */
    public static Optional<Statement> read(Claim claim) {
        if (claim.triple().isPresent()) return Optional.of(of(claim.triple().get()));
        String text = CLOSING.matcher(claim.text().replace("`", "").replace('\u2019', '\''))
                .replaceAll("");
        text = TRAILING_ASIDE.matcher(text).replaceFirst("");
        if (text.endsWith("?") || text.isBlank()) return Optional.empty();
        List<String> words = List.of(text.strip().split("\\s+"));
        if (words.size() > MOST_WORDS) return Optional.empty();
        Optional<Statement> clause = clause(words);
        return clause.isPresent() ? clause : pair(text);
    }

    private static Statement of(Triple triple) {
        List<String> relation = new ArrayList<>(
                List.of(triple.relation().strip().toLowerCase(Locale.ROOT).split("\\s+")));
        boolean negated = relation.stream().anyMatch(NEGATIONS::contains);
        if (relation.size() > 1) relation.removeIf(word -> HELPERS.contains(word));
        List<String> stems = relation.stream().map(Statements::verb).toList();
        return new Statement(plain(triple.subject()), String.join(" ", stems), plain(triple.object()), negated);
    }

    /**
     * {@code Default port: 25520}. Not {@code port: 25520} and not {@code a.b.port: 25520}: those hold only for the place
     * where they stand, and the same words elsewhere would deny them.
     */
    private static Optional<Statement> pair(String text) {
        Matcher pair = KEY_VALUE.matcher(text);
        if (!pair.matches()) return Optional.empty();
        String key = plain(pair.group(1));
        String value = plain(pair.group(2));
        int keyWords = key.split(" ").length;
        boolean named = keyWords >= LEAST_KEY_WORDS && keyWords <= MOST_KEY_WORDS && key.indexOf('.') < 0;
        List<String> words = List.of(value.split(" "));
        boolean clause = words.stream().anyMatch(AUXILIARIES::contains);
        if (!named || clause || words.size() > MOST_VALUE_WORDS) return Optional.empty();
        return Optional.of(new Statement(key, "is", value, false)).filter(Statements::sound);
    }

    private static Optional<Statement> clause(List<String> words) {
        for (String word : words) if (CONDITIONS.contains(bare(word))) return Optional.empty();
        for (int at = 1; at < words.size() - 1 && at <= MOST_SUBJECT_WORDS; at++) {
            String before = words.get(at - 1);
            if (before.endsWith(",") || before.endsWith(":") || before.endsWith(";")) return Optional.empty();
            Optional<Statement> found = relationAt(words, at);
            if (found.isPresent()) return found.filter(Statements::sound);
        }
        return Optional.empty();
    }

    /** A statement whose relation, helpers and negation included, starts at word {@code at}. */
    private static Optional<Statement> relationAt(List<String> words, int at) {
        int verb = at;
        boolean negated = false;
        while (verb < words.size() - 1 && HELPERS.contains(bare(words.get(verb))))
            negated |= negates(words.get(verb++));
        if (",;:".indexOf(words.get(verb).charAt(words.get(verb).length() - 1)) >= 0) return Optional.empty();
        String word = bare(words.get(verb));
        boolean copula = COPULAS.contains(word);
        negated |= negates(word);
        int next = verb + 1;
        while (next < words.size() - 1
                && HELPERS.contains(bare(words.get(next)))
                && !bare(words.get(next)).equals("by")) negated |= negates(words.get(next++));
        Optional<Relation> relation = copula ? Optional.of(copula(words, next)) : active(words, word, verb > at, next);
        if (relation.isEmpty() || relation.get().end() >= words.size()) return Optional.empty();
        String subject = plain(String.join(" ", words.subList(0, at)));
        String object = plain(String.join(" ", words.subList(relation.get().end(), words.size())));
        return Optional.of(new Statement(subject, relation.get().name(), object, negated));
    }

    /** A relation and the index of the first word behind it. */
    private record Relation(String name, int end) {}

    /** {@code is}, or {@code is} with a participle and perhaps its preposition: is set to, is called, is based on. */
    private static Relation copula(List<String> words, int next) {
        String word = bare(words.get(next));
        boolean participle = PARTICIPLES.contains(word) || word.length() > 4 && word.endsWith("ed");
        if (!participle || next + 1 >= words.size()) return new Relation("is", next);
        String following = bare(words.get(next + 1));
        if (PREPOSITIONS.contains(following)) return new Relation("is " + word + " " + following, next + 2);
        return word.equals("called") ? new Relation("is called", next + 1) : new Relation("is", next);
    }

    private static Optional<Relation> active(List<String> words, String word, boolean helped, int next) {
        String stem = verb(word);
        Set<String> prepositions = VERBS.get(stem);
        // "The default port" and "the use of" are nouns: a bare stem counts as a verb only behind a helper or as have.
        boolean inflected = word.endsWith("s") || HAVE.contains(word) || helped;
        if (prepositions == null || !inflected || next >= words.size()) return Optional.empty();
        String following = bare(words.get(next));
        if (!following.isEmpty() && prepositions.contains(following))
            return Optional.of(new Relation(stem + " " + following, next + 1));
        if (!prepositions.contains("") || PREPOSITIONS.contains(following)) return Optional.empty();
        return Optional.of(new Relation(stem, next));
    }

    /** Whether nothing in the parts hints at a second clause, an aside, a list or a word that means something elsewhere. */
    private static boolean sound(Statement statement) {
        String subject = statement.subject();
        String object = statement.object();
        List<String> subjectWords = List.of(subject.split(" "));
        List<String> objectWords = List.of(object.split(" "));
        boolean aside = ASIDE.matcher(subject).find() || ASIDE.matcher(object).find();
        return !subject.isEmpty()
                && !object.isEmpty()
                && !aside
                && !PRONOUNS.contains(subjectWords.getFirst())
                && !PREPOSITIONS.contains(subjectWords.getFirst())
                && !PRONOUNS.contains(objectWords.getFirst())
                && subjectWords.stream().noneMatch(word -> AUXILIARIES.contains(word))
                && objectWords.size() <= MOST_OBJECT_WORDS;
    }

    private static boolean negates(String word) {
        return NEGATIONS.contains(bare(word));
    }

    private static String verb(String word) {
        if (HAVE.contains(word)) return "has";
        if (COPULAS.contains(word)) return "is";
        return Terms.stem(new EnglishStemmer(), word);
    }

    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("^[(\"'\u201C]+|[,;:)\"'\u201D]+$", "");
    }

    /** Lower case, spaces folded, without quotes around it, a leading article or a closing mark. */
    private static String plain(String text) {
        String plain = text.replace("`", "").toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
        plain = plain.replaceAll("^[\"'\u201C(]+|[\"'\u201D).;,!]+$", "");
        int space = plain.indexOf(' ');
        return space > 0 && ARTICLES.contains(plain.substring(0, space)) ? plain.substring(space + 1) : plain;
    }
}
