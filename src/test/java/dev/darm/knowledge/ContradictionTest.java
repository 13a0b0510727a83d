package dev.darm.knowledge;

import static dev.darm.knowledge.Contradiction.Rule.DIFFERENT_NUMBER;
import static dev.darm.knowledge.Contradiction.Rule.DIFFERENT_OBJECT;
import static dev.darm.knowledge.Contradiction.Rule.OPPOSITE_POLARITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.memory.Memories;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictionTest {

    private final Contradiction rules =
            KnowledgeSettings.of(Memories.darm("knowledge")).contradiction();

    @Test
    void theSameAffirmedAndDeniedContradict() {
        assertThat(rules.between(said("artery", "supports", "udp", true), said("artery", "supports", "udp", false)))
                .contains(OPPOSITE_POLARITY);
    }

    @Test
    void twoObjectsOfAFunctionalRelationContradict() {
        assertThat(rules.between(
                        said("artery", "listens on port", "25520", true),
                        said("artery", "listens on port", "2552", true)))
                .contains(DIFFERENT_OBJECT);
        assertThat(rules.between(
                        said("france", "has capital", "paris", true), said("france", "has capital", "lyon", true)))
                .contains(DIFFERENT_OBJECT);
    }

    @Test
    void twoObjectsOfAnyOtherRelationDoNot() {
        assertThat(rules.between(said("artery", "supports", "udp", true), said("artery", "supports", "tcp", true)))
                .isEmpty();
        assertThat(rules.between(said("artery", "is", "fast", true), said("artery", "is", "small", true)))
                .isEmpty();
    }

    @Test
    void denyingTwoValuesIsNoContradictionNorDenyingOneAndAffirmingTheOther() {
        Statement not80 = said("artery", "listens on port", "80", false);

        assertThat(rules.between(not80, said("artery", "listens on port", "81", false)))
                .isEmpty();
        assertThat(rules.between(not80, said("artery", "listens on port", "81", true)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"40 ms,20 ms", "4,5", "3.5 v,-3.5 v", "512 dimensions,256 dimensions"})
    void twoNumbersOfOneUnitContradict(String one, String other) {
        assertThat(rules.between(said("the round trip", "is", one, true), said("the round trip", "is", other, true)))
                .contains(DIFFERENT_NUMBER);
    }

    @ParameterizedTest
    @CsvSource({
        "40 ms,40.0 ms",
        "40 ms,40 s",
        "40 ms,fast",
        "at most 40 ms,at most 20 ms",
        "about 40 ms,20 ms",
        "between 10 and 20 ms,40 ms",
        "10–20 ms,15 ms",
        "version 1.2.3,version 1.2.4",
        "the first of 4 long phases of it,the first of 5 long phases of it"
    })
    void whatMayBothBeTrueDoesNot(String one, String other) {
        assertThat(rules.between(said("the round trip", "is", one, true), said("the round trip", "is", other, true)))
                .isEmpty();
    }

    @Test
    void aSubjectThatMeansSomethingOnlyInItsContextContradictsNothing() {
        Statement open = new Statement("it", "supports", "udp", true, false);
        Statement closed = new Statement("it", "supports", "udp", false, false);

        assertThat(rules.between(open, closed)).isEmpty();
    }

    @Property
    void contradictionIsSymmetricAndNothingContradictsItself(
            @ForAll("statements") Statement one, @ForAll("statements") Statement other) {
        assertThat(rules.between(one, other)).isEqualTo(rules.between(other, one));
        assertThat(rules.between(one, one)).isEmpty();
    }

    @Property
    void statementsOnDifferentSubjectsNeverContradict(
            @ForAll("statements") Statement one, @ForAll("statements") Statement other) {
        Statement elsewhere =
                new Statement("x " + one.subject(), other.relation(), other.object(), other.positive(), true);

        assertThat(rules.between(one, elsewhere)).isEmpty();
    }

    @Property
    void multiValuedRelationsContradictOnlyByTheirPolarity(
            @ForAll("statements") Statement one, @ForAll("statements") Statement other) {
        Statement first = said(one.subject(), "supports", one.object(), one.positive());
        Statement second = said(one.subject(), "supports", other.object(), other.positive());
        boolean opposite = first.object().equals(second.object()) && first.positive() != second.positive();

        assertThat(rules.between(first, second).isPresent()).isEqualTo(opposite);
    }

    @Provide
    Arbitrary<Statement> statements() {
        return Combinators.combine(
                        Arbitraries.of("artery", "the chain", "node a"),
                        Arbitraries.of("is", "listens on port", "supports", "has capital"),
                        Arbitraries.of("40 ms", "20 ms", "40 s", "25520", "2552", "udp", "at most 3", "paris"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, true, false))
                .as(Statement::new);
    }

    private static Statement said(String subject, String relation, String object, boolean positive) {
        return new Statement(subject, relation, object, positive, true);
    }
}
