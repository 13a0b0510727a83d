package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.ClaimExtractor;
import dev.darm.memory.Claim;
import dev.darm.memory.Document;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import dev.darm.memory.SourceRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReadingTest {

    private static final Passage PASSAGE = new Passage(
            "docs/a.md",
            3,
            "Ports",
            "Artery listens on port 25520. The console listens on port 8558.",
            Optional.empty());
    private static final ExtractedClaim SAID = ClaimExtractor.extract(PASSAGE).getFirst();

    private final Reading reading = new Reading(ClaimExtractor::extract);

    private static ClaimBody body(Claim claim, String heading, SourceRef... sources) {
        return new ClaimBody(claim, List.of(sources), heading);
    }

    @Test
    void aClaimIsGroundedWhenThePassageHasItsVeryBytes() {
        reading.take(PASSAGE.hash(), Optional.of(PASSAGE));
        assertThat(reading.said(body(SAID.claim(), SAID.heading(), SAID.source())))
                .isEqualTo(new Reading.Result.Said(SAID));
    }

    @Test
    void anotherTextPlaceOrHeadingIsNotGrounded() {
        reading.take(PASSAGE.hash(), Optional.of(PASSAGE));
        SourceRef elsewhere = new SourceRef("docs/a.md", 99, PASSAGE.hash());
        assertThat(reading.said(body(Claim.of("Artery listens on port 25521."), "Ports", SAID.source())))
                .isInstanceOf(Reading.Result.NotSaid.class);
        assertThat(reading.said(body(SAID.claim(), "Ports", elsewhere))).isInstanceOf(Reading.Result.NotSaid.class);
        assertThat(reading.said(body(SAID.claim(), "Lies", SAID.source()))).isInstanceOf(Reading.Result.NotSaid.class);
    }

    @Test
    void aPassageThatIsNotWhatItsHashSaysCountsAsMissing() {
        Passage forged = new Passage("docs/a.md", 3, "Ports", "Artery listens on port 1.", Optional.empty());
        reading.take(PASSAGE.hash(), Optional.of(forged));
        assertThat(reading.said(body(SAID.claim(), "Ports", SAID.source()))).isInstanceOf(Reading.Result.Missing.class);
    }

    @Test
    void everyStatedSourceMustSayIt() {
        Passage other = new Passage("docs/b.md", 1, "", "Zebras graze in herds.", Optional.empty());
        reading.take(PASSAGE.hash(), Optional.of(PASSAGE));
        SourceRef wrong = new SourceRef("docs/b.md", 1, other.hash());
        assertThat(reading.said(body(SAID.claim(), "", SAID.source(), wrong)))
                .isInstanceOf(Reading.Result.Missing.class);
        reading.take(other.hash(), Optional.of(other));
        assertThat(reading.said(body(SAID.claim(), "", SAID.source(), wrong)))
                .isInstanceOf(Reading.Result.NotSaid.class);
    }

    @Test
    void aClaimIsGoneOnlyWhenANewerVersionWasReadAndDoesNotMakeIt() {
        ClaimBody body = body(SAID.claim(), "", SAID.source());
        assertThat(reading.gone(body)).isInstanceOf(Finding.Unavailable.class);

        reading.take("docs/a.md", Optional.of(new Document("docs/a.md", Samples.TIME, List.of(PASSAGE))));
        assertThat(reading.gone(body)).isInstanceOf(Finding.Unavailable.class);

        reading.take("docs/a.md", Optional.of(version("Artery listens on port 25520. It encrypts.")));
        assertThat(reading.gone(body)).isInstanceOf(Finding.StillSaid.class);

        reading.take("docs/a.md", Optional.of(version("Artery listens on port 25521.")));
        assertThat(reading.gone(body)).isInstanceOf(Finding.Gone.class);
    }

    private static Document version(String text) {
        return new Document(
                "docs/a.md", Samples.TIME, List.of(new Passage("docs/a.md", 3, "Ports", text, Optional.empty())));
    }

    @Test
    void hashesOfEvidenceAreBlindedByTheItemsSalt() {
        Disclosure one = new Disclosure(Hash.of("1"), body(SAID.claim(), "", SAID.source()));
        Disclosure two = new Disclosure(Hash.of("2"), body(SAID.claim(), "", SAID.source()));
        assertThat(Evidence.of(one, SAID.source())).isEqualTo(Evidence.of(one, SAID.source()));
        assertThat(Evidence.of(one, SAID.source()).source())
                .isNotEqualTo(Evidence.of(two, SAID.source()).source());
    }
}
