package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TermsTest {

    @Test
    void wordsAreLowerCaseAndStemmed() {
        assertThat(Terms.of("Artery listens on ports"))
                .containsExactly("arteri", "listen", "on", "port")
                .isEqualTo(Terms.of("ARTERY listening on Port"));
    }

    @Test
    void anIdentifierIsKeptWholeAndSplit() {
        assertThat(Terms.of("akka.cluster.seed-nodes"))
                .containsExactly("akka.cluster.seed-nodes", "akka", "cluster", "seed", "node");
        assertThat(Terms.of("StmShard sha256 40ms")).contains("stmshard", "stm", "shard", "sha", "256", "40", "ms");
        assertThat(Terms.of("HTTPServer")).containsExactly("httpserver", "http", "server");
    }

    @Test
    void numbersKeepTheirPointsAndLoseTheirCommas() {
        assertThat(Terms.of("3.14, 2.8.5 and 1,048,576.")).containsExactly("3.14", "2.8.5", "and", "1048576");
        assertThat(Terms.of("1,2,3")).containsExactly("1", "2", "3");
        assertThat(Terms.of("99 % or 99%")).containsExactly("99", "percent", "or", "99", "percent");
    }

    @Test
    void unitsWithHumpsStayWhole() {
        assertThat(Terms.of("24 GiB")).containsExactly("24", "gib");
    }

    @Test
    void accentsAndTypographyDoNotMatter() {
        assertThat(Terms.of("na\u00EFve caf\u00E9")).isEqualTo(Terms.of("naive cafe"));
        assertThat(Terms.of("Akka\u2019s write\u2010ahead")).isEqualTo(Terms.of("Akka's write-ahead"));
        assertThat(Terms.of("it doesn't stop")).containsExactly("it", "does", "not", "stop");
    }

    @Test
    void aQuestionIsReducedToWhatItAsksFor() {
        assertThat(Terms.informative("Which port does Artery listen on?")).containsExactly("port", "arteri", "listen");
        assertThat(Terms.informative("How long is the TTL?")).containsExactly("ttl");
        assertThat(Terms.informative("What is the name of the default journal?"))
                .containsExactly("default", "journal");
        assertThat(Terms.informative("What does akka.cluster.seed-nodes mean?"))
                .containsExactly("akka", "cluster", "seed", "node");
        assertThat(Terms.informative("How many nodes are there?")).containsExactly("node");
        assertThat(Terms.informative("What is it?")).isEmpty();
    }

    @Property
    void anyTextGivesTermsWithoutSpaces(@ForAll String text) {
        assertThat(Terms.of(text))
                .allMatch(term -> !term.isBlank() && term.strip().equals(term));
    }
}
