package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import dev.darm.memory.Triple;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ClaimExtractorTest {

    private static List<ExtractedClaim> extract(String text) {
        return ClaimExtractor.extract(new Passage("docs/a.md", 10, "Guide \u203A Ports", text, Optional.empty()));
    }

    private static List<String> texts(String text) {
        return extract(text).stream().map(found -> found.claim().text()).toList();
    }

    private static List<Integer> lines(String text) {
        return extract(text).stream().map(found -> found.source().line()).toList();
    }

    @Test
    void everySentenceIsAClaimWithItsLine() {
        String text = "Artery listens on port 25520. It uses\nTCP by default.\n  The management port is\n8558.";

        assertThat(texts(text))
                .containsExactly(
                        "Artery listens on port 25520.", "It uses TCP by default.", "The management port is 8558.");
        assertThat(lines(text)).containsExactly(10, 10, 12);
    }

    @Test
    void aClaimNamesItsPassageAndHeading() {
        Passage passage = new Passage("docs/a.md", 3, "Guide", "Artery listens on port 25520.", Optional.empty());

        ExtractedClaim claim = ClaimExtractor.extract(passage).getFirst();

        assertThat(claim.source().uri()).isEqualTo("docs/a.md");
        assertThat(claim.source().passage()).isEqualTo(passage.hash());
        assertThat(claim.heading()).isEqualTo("Guide");
        assertThat(claim.confidence()).isEqualTo(0.95);
        assertThat(claim.uncertainty()).isEqualTo(0.05);
    }

    @Test
    void pointsThatEndNoSentenceDoNotCutOne() {
        for (String sentence : List.of(
                "Pi is about 3.14 and Akka 2.8.5 needs JDK 11, e.g. Temurin, i.e. the Eclipse build.",
                "The file application.conf overrides reference.conf, cf. Section 2.1 of the manual.",
                "See https://doc.akka.io/docs/akka/2.8/typed/index.html for details.",
                "Leslie B. Lamport et al. described it in vol. 16, no. 2 of the journal.",
                "The vote (see Algorithm 13. It has three parts) runs on every head.",
                "The command `mvn. Test` is not a sentence of its own.",
                "Nodes wait ... until the quorum answers.",
                "It holds keys, values, etc. for each of the nodes."))
            assertThat(texts(sentence)).as(sentence).containsExactly(sentence);
    }

    @Test
    void sentencesThatDoEndAreCut() {
        assertThat(
                        texts(
                                "It runs Akka 2.8.5. The port is 25520! See etc. Then it stops\u2026 A \"head\" votes.\" He left."))
                .containsExactly(
                        "It runs Akka 2.8.5.", "The port is 25520!", "Then it stops\u2026", "A \"head\" votes.\"");
        assertThat(texts("The first file wins. akka.conf is read last.")).hasSize(2);
    }

    @Test
    void questionsHeadingsAndFragmentsAreNoClaims() {
        assertThat(texts("Which port is it?")).isEmpty();
        assertThat(texts("Ports and addresses")).isEmpty();
        assertThat(texts("Two words.")).isEmpty();
        assertThat(texts("+-----+-----+ | a | b | 1 | ======== ####")).isEmpty();
    }

    @Test
    void anImperativeIsAClaim() {
        assertThat(texts("Run `./darm up` to start")).containsExactly("Run `./darm up` to start");
    }

    @Test
    void listItemsStandAlone() {
        String list =
                "- The head validates the ledger.\n- The edge hosts\n  agents.\n3. The compute node serves models.";

        assertThat(texts(list))
                .containsExactly(
                        "The head validates the ledger.", "The edge hosts agents.", "The compute node serves models.");
        assertThat(lines(list)).containsExactly(10, 11, 13);
    }

    @Test
    void fragmentsOfAListCompleteTheirLeadIn() {
        String list = "The gateway is small. A node has one of these roles:\n\n- head\n- compute\n- edge";

        assertThat(texts(list))
                .containsExactly("The gateway is small.", "A node has one of these roles: head; compute; edge");
    }

    @Test
    void aLeadInTakesShortCodeAndOtherCodeIsLeftOut() {
        assertThat(texts("Start the cluster with:\n```sh\n./darm up\n```"))
                .containsExactly("Start the cluster with: ./darm up");
        assertThat(texts("```\nThe code is 7 lines long.\n```")).isEmpty();
        assertThat(texts("    int x = 7; // x is seven\n    int y = 8;")).isEmpty();
    }

    @Test
    void aTableRowIsAStatementWithItsColumnHeads() {
        String table =
                "| Package | Owns | Actors |\n|---|:--:|---|\n| ledger | `a|b` blocks | Validator |\n| codec | bytes | \u2013 |";

        assertThat(texts(table))
                .containsExactly(
                        "Package: ledger; Owns: `a|b` blocks; Actors: Validator", "Package: codec; Owns: bytes");
        assertThat(lines(table)).containsExactly(12, 13);
    }

    @Test
    void keyValueLinesAreClaimsEach() {
        assertThat(texts("port: 25520\nhost = localhost")).containsExactly("port: 25520", "host = localhost");
    }

    @Test
    void aHedgeCostsConfidence() {
        ExtractedClaim hedged = extract("The leader is said to use port 25520.").getFirst();
        ExtractedClaim twice =
                extract("The leader might probably use port 25520.").getFirst();
        ExtractedClaim month =
                extract("The leader moved to port 25520 in May 2026.").getFirst();

        assertThat(hedged.confidence()).isEqualTo(0.7);
        assertThat(hedged.uncertainty()).isEqualTo(0.3);
        assertThat(twice.confidence()).isEqualTo(0.6);
        assertThat(month.confidence()).isEqualTo(0.95);
    }

    @Test
    void aTripleIsItsOwnClaim() {
        Triple triple = new Triple("Artery", "listens on", "port 25520");
        Passage passage = new Passage("facts.jsonl", 7, "", "Artery listens on port 25520", Optional.of(triple));

        List<ExtractedClaim> found = ClaimExtractor.extract(passage);

        assertThat(found).singleElement().satisfies(claim -> {
            assertThat(claim.claim()).isEqualTo(Claim.of(triple));
            assertThat(claim.source().line()).isEqualTo(7);
        });
    }

    @Test
    void whatIsSaidTwiceIsOneClaim() {
        assertThat(texts("The port is 25520. The port is 25520.")).hasSize(1);
    }

    @Test
    void anEndlessSentenceIsCutIntoClaimsOfAllowedLength() {
        String endless = "The node keeps the entry, ".repeat(400);

        List<String> claims = texts(endless);

        assertThat(claims).isNotEmpty().allMatch(claim -> claim.length() <= Claim.MAX_CHARS);
    }

    @Property(tries = 300)
    void anyPassageGivesTheSameClaimsTwice(@ForAll String text) {
        List<ExtractedClaim> first = extract(text);

        assertThat(first).isEqualTo(extract(text));
        int last = 10 + (int) text.chars().filter(c -> c == '\n').count();
        assertThat(first)
                .allMatch(claim -> claim.source().line() >= 10
                        && claim.source().line() <= last
                        && claim.claim().text().length() <= Claim.MAX_CHARS);
    }
}
