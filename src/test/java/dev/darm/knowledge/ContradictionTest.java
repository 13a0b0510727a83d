package dev.darm.knowledge;

import static dev.darm.knowledge.Contradiction.Rule.DIFFERENT_NUMBER;
import static dev.darm.knowledge.Contradiction.Rule.DIFFERENT_OBJECT;
import static dev.darm.knowledge.Contradiction.Rule.OPPOSITE_POLARITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.memory.Claim;
import dev.darm.memory.Memories;
import dev.darm.memory.Triple;
import java.util.Optional;
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
        "40 ms in europe,20 ms in asia"
    })
    void whatMayBothBeTrueDoesNot(String one, String other) {
        assertThat(rules.between(said("the round trip", "is", one, true), said("the round trip", "is", other, true)))
                .isEmpty();
    }

    @Test
    void aSubjectThatMeansSomethingOnlyInItsContextContradictsNothing() {
        assertThat(between("A node supports UDP.", "A node does not support UDP."))
                .isEmpty();
        assertThat(between("The default port is 80.", "The default port is 81."))
                .isEmpty();
        assertThat(between("This setting is 40 ms.", "This setting is 20 ms.")).isEmpty();
        assertThat(between("It is 40 ms.", "It is 20 ms.")).isEmpty();
        assertThat(between("port: 80", "port: 81")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Artery supports UDP. | Artery does not support UDP. | OPPOSITE_POLARITY",
                "Artery isn't encrypted. | Artery is encrypted! | OPPOSITE_POLARITY",
                "Artery defaults to TCP. | Artery defaults to Aeron. | DIFFERENT_OBJECT",
                "The round trip of Starlink is 40 ms. | The round trip of Starlink is 20 ms. | DIFFERENT_NUMBER",
                "Raspberry Pi 5 has 4 cores. | Raspberry Pi 5 has 8 cores. | DIFFERENT_NUMBER",
            })
    void sentencesContradictAsTheirStatementsDo(String one, String other, Contradiction.Rule rule) {
        assertThat(between(one, other)).contains(rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Artery supports UDP. | Artery supports TCP.",
                "Artery listens on port 25520. | Artery listens on localhost.",
                "Artery is fast. | Artery is small.",
                "Raspberry Pi 5 has 4 cores. | Raspberry Pi 4 has 8 cores.",
                "Starlink is 40 ms in Europe. | Starlink is 20 ms in Asia.",
                "Artery defaults to TCP. | Artery defaults to plain TCP.",
                "Starlink costs about 40 euros. | Starlink costs 50 euros.",
                "If Artery runs, it is 40 ms. | If Artery runs, it is 20 ms.",
            })
    void sentencesThatMayBothBeTrueDoNot(String one, String other) {
        assertThat(between(one, other)).isEmpty();
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
        assertThat(rules.between(one, other.about("x " + one.subject()))).isEmpty();
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
                .as((subject, relation, object, positive, specific) -> {
                    Statement said = said(subject, relation, object, positive);
                    return new Statement(
                            said.subject(), said.relation(), said.object(), said.quantity(), positive, specific);
                });
    }

    private Optional<Contradiction.Rule> between(String one, String other) {
        Optional<Statement> first = StatementReader.read(Claim.of(one));
        Optional<Statement> second = StatementReader.read(Claim.of(other));
        return first.isPresent() && second.isPresent() ? rules.between(first.get(), second.get()) : Optional.empty();
    }

    private static Statement said(String subject, String relation, String object, boolean positive) {
        Statement said = StatementReader.read(Claim.of(new Triple(subject, relation, object)))
                .orElseThrow();
        return new Statement(said.subject(), said.relation(), said.object(), said.quantity(), positive, true);
    }
}
