package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The port is 25520. | the port is 25520",
                "Artery listens on the port 25520 | Artery listens on port 25520!",
                "A node has a disk | Node has disk",
                "It uses \"TLS 1.3\" | It uses TLS 1.3",
            })
    void wordingsThatDifferInArticlesCaseAndPunctuationAreOne(String one, String other) {
        assertThat(key(one)).isEqualTo(key(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The port is 80 | The port is 81",
                "The port is 80 | The port is 8.0",
                "The offset is 5 ms | The offset is -5 ms",
                "The port is open | The port is not open",
                "The port is open | The port isn't open",
                "Nodes must vote | Nodes may vote",
                "Alice beats Bob | Bob beats Alice",
                "It copies from A to B | It copies to A from B",
                "x < 5 here | x > 5 here",
                "Windows is closed | Window is closed",
            })
    void wordingsThatDifferInAnythingThatCarriesMeaningAreNot(String one, String other) {
        assertThat(key(one)).isNotEqualTo(key(other));
    }

    @Property
    void anotherNumberIsAnotherStatement(
            @ForAll @AlphaChars @StringLength(min = 1, max = 12) String subject,
            @ForAll @IntRange(min = 0, max = 100_000) int one,
            @ForAll @IntRange(min = 0, max = 100_000) int other) {
        boolean same = key(subject + " has " + one + " parts.").equals(key(subject + " has " + other + " parts."));

        assertThat(same).isEqualTo(one == other);
    }

    @Property
    void aNegationIsAnotherStatement(@ForAll @AlphaChars @StringLength(min = 1, max = 12) String subject) {
        for (String negation : new String[] {"not", "never", "no longer", "hardly"})
            assertThat(key(subject + " is " + negation + " open")).isNotEqualTo(key(subject + " is open"));
    }

    private static String key(String text) {
        return Wording.key(Claim.of(text));
    }
}
