package dev.darm.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.model.Prompt;
import dev.darm.recall.Candidate;
import dev.darm.recall.Tier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelInferenceTest {

    private final List<Candidate> candidates = List.of(
            candidate(Tier.LTM, "Artery listens on TCP port 25520.", 0.9),
            candidate(Tier.STM, "The gateway of the Pi 5 answers after 40 ms.", 0.8));

    @Test
    void thePromptNumbersTheSourcesAndForbidsWhatIsNotInThem() {
        Prompt prompt = ModelInference.prompt("Which port\ndoes Artery use?", candidates);

        assertThat(prompt.system()).contains("from nothing else", "UNKNOWN");
        assertThat(prompt.text()).isEqualTo("""
                        Sources:
                        [1] (docs/net.md:3, Network) Artery listens on TCP port 25520.
                        [2] (docs/net.md:3, Network) The gateway of the Pi 5 answers after 40 ms.

                        Question: Which port does Artery use?
                        Answer:""");
    }

    @Test
    void anAnswerWhoseNumbersAndNamesStandInItsSourcesIsAccepted() {
        var accepted = (ModelInference.Accepted) ModelInference.check("It uses port 25520 [1].", candidates);

        assertThat(accepted.text()).isEqualTo("It uses port 25520.");
        assertThat(accepted.cited()).containsExactly(candidates.getFirst());
        assertThat(accepted.tier()).isEqualTo(Tier.LTM);
        assertThat(accepted.confidence()).isCloseTo(0.9, within(1e-9));

        var both = (ModelInference.Accepted)
                ModelInference.check("Artery uses port 25520 [1], and the Pi 5 answers after 40ms [2].", candidates);
        assertThat(both.tier()).isEqualTo(Tier.STM);
        assertThat(both.confidence()).isLessThanOrEqualTo(0.8);
    }

    @Test
    void aNumberOrNameThatNoCitedSourceHasIsRefusedAndNamed() {
        assertThat(refusal("Artery uses port 2552 [1].")).contains("“2552”");
        assertThat(refusal("Artery uses port 25520 over QUIC [1].")).contains("“QUIC”");
        assertThat(refusal("Artery answers after 40 ms [1]."))
                .as("only source 2 says so")
                .contains("“40”");
        assertThat(refusal("It was set by Martin in akka.conf [1].")).contains("“Martin”");
        assertThat(refusal("See akka.remote.artery [1].")).contains("“akka.remote.artery”");
    }

    @Test
    void anAnswerThatCitesNothingOrWhatIsNotThereIsRefused() {
        assertThat(refusal("Artery uses port 25520.")).isEqualTo("the model cited no source");
        assertThat(refusal("Artery uses port 25520 [3].")).isEqualTo("the model cited [3] of 2 sources");
        assertThat(refusal("Artery uses port 25520 [0].")).isEqualTo("the model cited [0] of 2 sources");
    }

    @Test
    void unknownIsUnknownHoweverItIsPut() {
        for (String unknown : List.of("UNKNOWN", "Unknown.", " **UNKNOWN** ", "unknown [1]"))
            assertThat(ModelInference.check(unknown, candidates)).isEqualTo(new ModelInference.Unknown());
    }

    @Test
    void aCapitalAtTheStartOfASentenceMakesNoName() {
        assertThat(ModelInference.namesAndNumbers(
                        "Usually it is so. Then the Pi 5 of node-1 (IPv6) waits; Sometimes not."))
                .containsExactly("Pi", "5", "node-1", "IPv6", "Sometimes");
    }

    @Test
    void answersSayHowTheyCameAbout() {
        var accepted = (ModelInference.Accepted) ModelInference.check("Port 25520 [1].", candidates);
        Answer written = Answer.modelled("1", "Which port?", accepted, "tiny", 7);
        assertThat(written.inference()).isEqualTo(Answer.Inference.MODEL);
        assertThat(written.sources()).containsExactly(new SourceRef("docs/net.md", 3, Hash.ZERO));

        var outcome = Extraction.of("Which port does Artery listen on?", candidates, java.util.Map.of());
        Answer extracted = Answer.extracted("2", "Which port?", outcome, refusal("Port 1 [1]."), 7);
        assertThat(extracted.inference()).isEqualTo(Answer.Inference.EXTRACTIVE);
        assertThat(extracted.text()).isEqualTo("Artery listens on TCP port 25520.");
        assertThat(extracted.reason()).contains("the model wrote “1”");

        Answer abstained = Answer.extracted(
                "3", "Where is Kafka?", Extraction.of("Where is Kafka?", candidates, java.util.Map.of()), "", 7);
        assertThat(abstained.abstained()).isTrue();
        assertThat(abstained.unsupported()).containsExactly("Kafka");
        assertThat(abstained.tier()).isEmpty();
    }

    private String refusal(String written) {
        return ((ModelInference.Refused) ModelInference.check(written, candidates)).reason();
    }

    private static Candidate candidate(Tier tier, String text, double confidence) {
        return new Candidate(
                tier,
                Claim.of(text),
                List.of(new SourceRef("docs/net.md", 3, Hash.ZERO)),
                "Network",
                confidence,
                0.5,
                1,
                0.02,
                tier == Tier.LTM ? Optional.of(Hash.of(text)) : Optional.empty(),
                Standing.HELD,
                Optional.empty());
    }
}
