package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.encoding.Statements.Quantity;
import dev.darm.encoding.Statements.Statement;
import dev.darm.memory.Claim;
import dev.darm.memory.Triple;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StatementsTest {

    private static Optional<Statement> read(String text) {
        return Statements.read(Claim.of(text));
    }

    private static void reads(String text, String subject, String relation, String object, boolean negated) {
        assertThat(read(text)).as(text).hasValue(new Statement(subject, relation, object, negated));
    }

    @Test
    void plainSentencesAreReadInThreeParts() {
        reads("Artery listens on port 25520.", "artery", "listen on", "port 25520", false);
        reads("The default port of Artery is 25520.", "default port of artery", "is", "25520", false);
        reads("The `journal` is called the segment log.", "journal", "is called", "segment log", false);
        reads("The timeout is set to 10 seconds.", "timeout", "is set to", "10 seconds", false);
        reads("A quorum requires five votes.", "quorum", "requir", "five votes", false);
        reads("The timeout defaults to 3s", "timeout", "default to", "3s", false);
        reads("Each head has three neighbours (see above).", "each head", "has", "three neighbours", false);
        reads("The encoder must use 512 dimensions.", "encoder", "use", "512 dimensions", false);
    }

    @Test
    void keyValueLinesAreStatements() {
        reads("Default port: 25520", "default port", "is", "25520", false);
        assertThat(read("port: 25520")).isEmpty();
        assertThat(read("heartbeat-interval = 1s")).isEmpty();
        assertThat(read("Write your own code: this page is knowledge.")).isEmpty();
    }

    @Test
    void denialIsRead() {
        reads("Artery does not listen on port 2551.", "artery", "listen on", "port 2551", true);
        reads("The default journal isn't Cassandra.", "default journal", "is", "cassandra", true);
        reads("The console never uses cookies.", "console", "use", "cookies", true);
        reads("The cache is no longer stored in Redis.", "cache", "is stored in", "redis", true);
    }

    @Test
    void aTripleIsReadWithTheSameWords() {
        assertThat(Statements.read(Claim.of(new Triple("Artery", "listens on", "Port 25520"))))
                .isEqualTo(read("Artery listens on port 25520."));
        assertThat(Statements.read(Claim.of(new Triple("Artery", "does not listen on", "Port 25520"))))
                .isEqualTo(read("Artery does not listen on port 25520."));
    }

    @Test
    void whatIsNotPlainIsLeftAlone() {
        for (String text : List.of(
                "If the node stops, the port is 25520.",
                "The port is 25520 when TLS is off.",
                "It is 25520.",
                "The port is 25520, and the host is local.",
                "Run the command on port 25520.",
                "The use of ports matters here.",
                "Is the port 25520?",
                "The port, however, is 25520.",
                "The simulator prints its seed and takes it back.",
                "At N = 7 the quorum is 5.",
                "In a cluster the port is 25520.",
                "Trillian is in maintenance and points to Tessera.",
                "The port is 25520 or 2551.")) assertThat(read(text)).as(text).isEmpty();
    }

    @Test
    void quantitiesHaveAValueAUnitAndABound() {
        assertThat(Quantity.in("10 seconds")).hasValue(new Quantity(10, "second", true));
        assertThat(Quantity.in("port 25520")).hasValue(new Quantity(25520, "", true));
        assertThat(Quantity.in("1,048,576 bytes")).hasValue(new Quantity(1048576, "byte", true));
        assertThat(Quantity.in("at least 3.5 ms")).hasValue(new Quantity(3.5, "ms", false));
        assertThat(Quantity.in("99.5% of all")).hasValue(new Quantity(99.5, "percent", true));
        assertThat(Quantity.in("40ms")).hasValue(new Quantity(40, "ms", true));
        assertThat(Quantity.in("akka 2.8.5")).isEmpty();
        assertThat(Quantity.in("3 of 5")).isEmpty();
        assertThat(Quantity.in("sha256")).isEmpty();
        assertThat(Quantity.in("no number")).isEmpty();
    }

    @Property(tries = 500)
    void anyClaimIsReadWithoutError(@ForAll @NotBlank @StringLength(max = 200) String text) {
        assertThat(read(text)).isEqualTo(read(text));
    }
}
