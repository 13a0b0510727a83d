package dev.darm.knowledge;

import dev.darm.encoding.Statements.Quantity;
import dev.darm.memory.Claim;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 *   <li>affirm two numbers of the same unit by a relation that measures ("Artery's round trip is 40 ms", "… is 20 ms"),
 *       with the same words around them; bounds and approximations ("at most", "about") are not exact and say no number.
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

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** The number of an object and the word behind it. */
    private static final Pattern AMOUNT = Pattern.compile("[-\u2212]?\\p{Nd}[\\p{Nd},._]*\\s?[\\p{L}%\u00B0/]*");

    private final Set<String> functional;
    private final Set<String> measuring;

    /**
     * @param functional relations that can have only one object, folded
     * @param measuring relations by which a subject has one number of a unit, such as {@code is}, folded
     */
    public Contradiction(Set<String> functional, Set<String> measuring) {
        this.functional = Set.copyOf(functional);
        this.measuring = Set.copyOf(measuring);
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
        if (functional.contains(one.relation()) && !overlap(one, other)) return Optional.of(Rule.DIFFERENT_OBJECT);
        if (measuring.contains(one.relation()) && otherNumber(one, other)) return Optional.of(Rule.DIFFERENT_NUMBER);
        return Optional.empty();
    }

    /** Whether two objects of this relation can contradict each other, so that its slot has to be looked through. */
    boolean singleValued(Statement statement) {
        return functional.contains(statement.relation())
                || (measuring.contains(statement.relation())
                        && statement.quantity().isPresent());
    }

    /** Objects of which one says what the other says, and perhaps more: "Paris" and "the city of Paris", 1 and 1.0. */
    private static boolean overlap(Statement one, Statement other) {
        if (one.quantity().isPresent() && sameUnit(one, other)) return !otherNumber(one, other);
        Set<String> first = new HashSet<>(List.of(SPACE.split(one.object())));
        Set<String> second = new HashSet<>(List.of(SPACE.split(other.object())));
        return first.containsAll(second) || second.containsAll(first);
    }

    private static boolean otherNumber(Statement one, Statement other) {
        return sameUnit(one, other)
                && one.quantity().get().value() != other.quantity().get().value();
    }

    /** Two exact numbers of one unit, and around them the same words: "40 ms in Europe", "20 ms in Europe". */
    private static boolean sameUnit(Statement one, Statement other) {
        Optional<Quantity> first = one.quantity();
        Optional<Quantity> second = other.quantity();
        return first.isPresent()
                && second.isPresent()
                && first.get().exact()
                && second.get().exact()
                && first.get().unit().equals(second.get().unit())
                && around(one.object()).equals(around(other.object()));
    }

    private static String around(String object) {
        return AMOUNT.matcher(object).replaceFirst("#");
    }
}
