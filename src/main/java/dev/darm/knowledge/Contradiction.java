package dev.darm.knowledge;

import dev.darm.memory.Claim;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When two statements cannot both be true. Conservative on purpose: a contradiction that is missed leaves two claims side
 * by side, one that is imagined keeps a true claim out.
 *
 * <p>Both must speak of the same specific subject by the same relation, and then
 *
 * <ol>
 *   <li>say the same of it, once affirmed and once denied, or
 *   <li>affirm two different objects of a relation that can have only one (a <em>functional</em> relation, from the
 *       settings), or
 *   <li>affirm, by a copula, two numbers of the same unit ("the round trip is 40 ms", "… is 20 ms"); bounds and
 *       approximations ("at most", "about") say no number.
 * </ol>
 *
 * Any other relation may have many objects and never contradicts itself. The relation is symmetric, and no statement
 * contradicts itself.
 */
public final class Contradiction {

    /** Why two statements contradict each other. */
    public enum Rule {
        OPPOSITE_POLARITY,
        DIFFERENT_OBJECT,
        DIFFERENT_NUMBER
    }

    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\p{L}\\p{N}.])[-+]?\\d{1,18}(?:\\.\\d{1,18})?(?![\\p{N}.]*\\p{N})");
    private static final Pattern INEXACT = Pattern.compile(
            "\\b(?:at most|at least|up to|about|around|roughly|approximately|nearly|almost|over|under|above|below|between"
                    + "|more|less|fewer|than|or|minimum|maximum|from|to|one of|some)\\b|[<>≤≥≈~±…]");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** A unit has at most this many words; beyond it, the object tells a story in which a number occurs. */
    private static final int UNIT_WORDS = 2;

    private final Set<String> functional;
    private final Set<String> copulas;

    /**
     * @param functional relations that can have only one object, folded
     * @param copulas relations that equate, folded, such as {@code is}
     */
    public Contradiction(Set<String> functional, Set<String> copulas) {
        this.functional = Set.copyOf(functional);
        this.copulas = Set.copyOf(copulas);
    }

    /** Whether two claims cannot both be true; false when either does not read as a statement. */
    public boolean between(Claim one, Claim other) {
        return StatementReader.read(one)
                .flatMap(first -> StatementReader.read(other).flatMap(second -> between(first, second)))
                .isPresent();
    }

    /** Why {@code one} and {@code other} cannot both be true; empty when they can. */
    public Optional<Rule> between(Statement one, Statement other) {
        if (!one.specific() || !other.specific() || !one.slot().equals(other.slot())) return Optional.empty();
        if (one.object().equals(other.object()))
            return one.positive() == other.positive() ? Optional.empty() : Optional.of(Rule.OPPOSITE_POLARITY);
        if (!one.positive() || !other.positive()) return Optional.empty();
        if (functional.contains(one.relation())) return differentObject(one.object(), other.object());
        if (copulas.contains(one.relation())) return differentNumber(one.object(), other.object());
        return Optional.empty();
    }

    /** Whether two objects of this relation can contradict each other, so that its slot has to be looked through. */
    boolean singleValued(Statement statement) {
        return functional.contains(statement.relation())
                || (copulas.contains(statement.relation())
                        && Quantity.of(statement.object()).isPresent());
    }

    private static Optional<Rule> differentObject(String one, String other) {
        Optional<Quantity> first = Quantity.of(one);
        Optional<Quantity> second = Quantity.of(other);
        boolean sameNumber = first.isPresent() && first.equals(second);
        return sameNumber ? Optional.empty() : Optional.of(Rule.DIFFERENT_OBJECT);
    }

    private static Optional<Rule> differentNumber(String one, String other) {
        Optional<Quantity> first = Quantity.of(one);
        Optional<Quantity> second = Quantity.of(other);
        boolean comparable = first.isPresent()
                && second.isPresent()
                && first.get().unit().equals(second.get().unit());
        return comparable && !first.equals(second) ? Optional.of(Rule.DIFFERENT_NUMBER) : Optional.empty();
    }

    /** A number and what it counts: the words around it, with {@code #} in its place. 1 and 1.0 are one number. */
    private record Quantity(BigDecimal value, String unit) {

        static Optional<Quantity> of(String object) {
            List<String> numbers =
                    NUMBER.matcher(object).results().map(found -> found.group()).toList();
            if (numbers.size() != 1 || INEXACT.matcher(object).find()) return Optional.empty();
            String unit = NUMBER.matcher(object).replaceAll(Matcher.quoteReplacement("#"));
            boolean more = unit.chars().anyMatch(Character::isDigit);
            if (more || SPACE.split(unit.replace("#", " # ").strip()).length > UNIT_WORDS + 1) return Optional.empty();
            return Optional.of(new Quantity(new BigDecimal(numbers.getFirst()).stripTrailingZeros(), unit));
        }
    }
}
