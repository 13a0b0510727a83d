package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.Encoder;
import dev.darm.encoding.NgramEncoder;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recall while a block's new corpus statistics take the place of the old ones. */
class EncoderSwitchTest {

    private static final int ENTRIES = 70;
    private static final String VERBATIM = "Which port does node 7 use?";
    private static final String NEAR = "What port does node 7 use?";

    private final Encoder next = new NgramEncoder(512, CorpusStatistics.learned(1, texts()));
    private final List<LongTermEntry> entries =
            texts().stream().map(EncoderSwitchTest::entry).toList();
    private Bench bench;

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) texts.add("Node " + i + " listens on TCP port " + (9000 + i) + ".");
        return texts;
    }

    @BeforeEach
    void learn() throws IOException {
        bench = new Bench("a", Bench.settings(""));
        for (LongTermEntry entry : entries) bench.learn(entry);
        for (int i = 0; i < ENTRIES; i++)
            bench.tell(new RecallMessage.Answered(
                    "Which port does node " + i + " use?", entries.get(i).commitment()));
        bench.remember(new ExtractedClaim(
                Claim.of("Node 7 has a red lamp."), new SourceRef("b.md", 1, Hash.ZERO), "", 0.9, 0.05));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void staysAHit() throws IOException {
        for (String question : List.of(VERBATIM, NEAR)) {
            Found.Hit hit = (Found.Hit) bench.ask(question);
            assertThat(hit.entry()).isEqualTo(entries.get(7));
        }
    }

    @Test
    void aRepeatedQuestionIsAHitBeforeDuringAndAfterTheSwitch() throws IOException {
        staysAHit();
        bench.holdBack(true);
        bench.switchTo(next);
        assertThat(bench.statistics().outdated()).isEqualTo(2 * ENTRIES + 1);
        staysAHit();

        bench.holdBack(false);
        staysAHit();
        assertThat(bench.refresh()).as("small batches").isGreaterThan(2);

        staysAHit();
        assertThat(bench.statistics().encoder()).isEqualTo("ngram-512/1");
        assertThat(bench.statistics().outdated())
                .as("what short-term memory itself encodes anew")
                .isEqualTo(1);
    }

    @Test
    void whileVectorsOfBothEncodersAreHereAnEntryIsFoundByTheVectorOfEither() throws IOException {
        bench.switchTo(next);
        LongTermEntry fresh = entry("Node 7 is painted blue.");
        bench.learn(fresh);

        Found.Context context = (Found.Context) bench.ask("What is known of node 7 and its lamp?");

        assertThat(context.candidates()).extracting(Candidate::claim).contains(fresh.claim());
        assertThat(context.candidates())
                .filteredOn(one -> one.tier() == Tier.STM || one.claim().equals(fresh.claim()))
                .hasSize(2)
                .allMatch(one -> one.cosine() > 0.1);
    }

    @Test
    void aVectorThatWasOnItsWayWhenTheEncoderChangedIsMadeAnew() throws IOException {
        bench.holdBack(true);
        LongTermEntry late = entry("Node 99 listens on TCP port 9999.");
        bench.learn(late);
        RecallMessage old = new RecallMessage.Encoded(
                new RecallMessage.Purpose.ForEntry(late.commitment()),
                List.of(bench.vector(late.claim().text())));
        bench.switchTo(next);
        bench.holdBack(false);
        bench.refresh();
        assertThat(bench.statistics().outdated()).isEqualTo(1);

        bench.tell(old);
        assertThat(bench.statistics().outdated()).isEqualTo(2);
        bench.refresh();

        assertThat(bench.statistics().outdated()).isEqualTo(1);
    }

    @Test
    void anEncoderThatFailsLeavesTheOldVectors() throws IOException {
        bench.holdBack(true);
        bench.switchTo(next);
        bench.encoderFails(true);
        bench.holdBack(false);
        bench.encoderFails(false);
        bench.holdBack(true);
        assertThat(bench.statistics().outdated()).isEqualTo(2 * ENTRIES + 1);
        staysAHit();

        bench.holdBack(false);
        bench.refresh();

        assertThat(bench.statistics().outdated()).isEqualTo(1);
        staysAHit();
    }

    private static LongTermEntry entry(String text) {
        return new LongTermEntry(
                Hash.of("salt" + text),
                Claim.of(text),
                List.of(new SourceRef("a.md", 1, Hash.ZERO)),
                "",
                0.9,
                0.6,
                7,
                Standing.HELD,
                Instant.EPOCH);
    }
}
