package dev.darm.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.Terms;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.recall.Bench;
import dev.darm.recall.Candidate;
import dev.darm.recall.Found;
import dev.darm.recall.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExtractionTest {

    /** Questions as people put them, and how the sentence begins that answers each. */
    private static final List<Map.Entry<String, String>> ANSWERABLE = List.of(
            Map.entry("What is Tidewatch?", "Tidewatch is a small service"),
            Map.entry("What is a gauge?", "A gauge is a buoy"),
            Map.entry("Which port does the web interface listen on?", "The web interface listens on TCP port 8088"),
            Map.entry(
                    "On which UDP port does the collector listen for readings?", "The collector listens for readings"),
            Map.entry(
                    "How often does a gauge send a reading?", "Every gauge sends a reading to the collector every 90"),
            Map.entry("How many readings can a gauge buffer when the link is down?", "When the radio link is down"),
            Map.entry("When are old readings deleted?", "Readings older than 400 days"),
            Map.entry("Where are readings stored?", "Readings are stored in SQLite"),
            Map.entry("What is the default data directory?", "The data directory is /var/lib/tidewatch"),
            Map.entry("When does the flood alarm fire?", "The flood alarm fires when"),
            Map.entry("What makes the drift alarm fire?", "The drift alarm fires when"),
            Map.entry("Why are notifications sent by SMS?", "Notifications are sent by SMS because"),
            Map.entry("How long can a harbour master mute an alarm?", "Each harbour master can mute"),
            Map.entry("Who can add gauges?", "Only an administrator can add gauges"),
            Map.entry("How are passwords hashed?", "Passwords are hashed with Argon2id"),
            Map.entry("How often is a gauge calibrated?", "Each gauge is calibrated twice a year"),
            Map.entry("What is calibration?", "Calibration is the comparison"),
            Map.entry("Which command starts the collector?", "Start the collector with"),
            Map.entry("How long does the battery of a gauge last?", "The battery of a gauge lasts"),
            Map.entry("What happens to an update that fails?", "An update that fails is rolled back"));

    /** Questions to which the text has no answer, and a word that it has nothing on. */
    private static final List<Map.Entry<String, String>> UNANSWERABLE = List.of(
            Map.entry("Which port does the MQTT bridge listen on?", "MQTT"),
            Map.entry("How much does a gauge cost?", "cost"),
            Map.entry("Who founded the company behind Kafka?", "Kafka"),
            Map.entry("What is the flood alarm's siren volume?", "siren"),
            Map.entry("Does the collector support Windows?", "Windows"));

    private static List<ExtractedClaim> claims;
    private static Bench longTerm;
    private static Bench shortTerm;

    @BeforeAll
    @BeforeContainer
    static void study() throws IOException {
        claims = Corpus.claims("agent/tidewatch.md");
        longTerm = new Bench();
        shortTerm = new Bench();
        for (ExtractedClaim claim : claims) {
            longTerm.learn(Corpus.entry(claim, Standing.HELD));
            shortTerm.remember(claim);
        }
    }

    @AfterAll
    @AfterContainer
    static void stop() throws IOException {
        longTerm.close();
        shortTerm.close();
    }

    @Test
    void questionsOnARealTextAreAnsweredVerbatimByTheRightSentence() throws IOException {
        assertThat(claims.size()).isGreaterThan(55);
        for (Bench memory : List.of(longTerm, shortTerm)) {
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, String> one : ANSWERABLE) {
                Extraction.Outcome outcome = extract(memory, one.getKey());
                boolean right = outcome instanceof Extraction.Supported supported
                        && supported.candidate().claim().text().startsWith(one.getValue());
                if (!right) wrong.add(one.getKey() + " → " + outcome);
            }
            assertThat(wrong).hasSizeLessThanOrEqualTo(ANSWERABLE.size() / 5);
        }
    }

    @Test
    void questionsWithoutAnAnswerInTheTextAreAbstainedFromAndTheMissingWordIsNamed() throws IOException {
        for (Map.Entry<String, String> one : UNANSWERABLE) {
            Extraction.Outcome outcome = extract(longTerm, one.getKey());
            assertThat(outcome).as(one.getKey()).isInstanceOf(Extraction.Unsupported.class);
            assertThat(((Extraction.Unsupported) outcome).terms())
                    .as(one.getKey())
                    .contains(one.getValue());
        }
    }

    private static Extraction.Outcome extract(Bench memory, String question) throws IOException {
        Found found = memory.ask(question);
        assertThat(found).isInstanceOf(Found.Context.class);
        Found.Context context = (Found.Context) found;
        return Extraction.of(question, context.candidates(), context.weights());
    }

    @Test
    void aTermThatOnlyTheHeadingHasIsSupportOfLowerConfidence() {
        var supported = (Extraction.Supported) Extraction.of(
                "Which port does the gateway listen on?",
                List.of(under("Gateway", "It listens on port 8080.")),
                Map.of());

        assertThat(supported.candidate().claim().text()).isEqualTo("It listens on port 8080.");
        assertThat(supported.support()).isBetween(0.9, 0.99);
        assertThat(supported.confidence()).isLessThan(0.9);
    }

    @Test
    void aClaimThatOpensWithAPronounSpeaksOfWhatItsPassageNames() {
        Candidate before = under("", "Artery is the transport.");
        Candidate after = under("", "It listens on port 25520.");

        var outcome = Extraction.of("Which port does Artery listen on?", List.of(before, after), Map.of());

        assertThat(((Extraction.Supported) outcome).candidate()).isEqualTo(after);
    }

    @Test
    void noClaimAnswersAQuestionOnAnotherNumber() {
        var outcome = Extraction.of(
                "Which port does node 2 use?", List.of(under("Nodes", "Node 1 uses port 7001.")), Map.of());

        assertThat(outcome).isEqualTo(new Extraction.Unsupported(List.of("2"), "No memory supports “2”."));
    }

    @Test
    void aPlainClaimDoesNotAnswerANegatedQuestion() {
        Candidate plain = under("", "Heads vote on every nomination.");
        Candidate negated = under("", "Edge nodes do not vote on a nomination.");

        var outcome = Extraction.of("Which nodes do not vote on a nomination?", List.of(plain, negated), Map.of());

        assertThat(((Extraction.Supported) outcome).candidate()).isEqualTo(negated);
    }

    @Test
    void atEqualSupportLongTermMemoryGoesFirstAndThenTheShorterClaim() {
        Candidate fresh = candidate(Tier.STM, "", "The gateway listens on port 8080.");
        Candidate agreed = candidate(Tier.LTM, "", "The gateway listens on port 8080!");

        var outcome = Extraction.of("Which port does the gateway listen on?", List.of(fresh, agreed), Map.of());
        assertThat(((Extraction.Supported) outcome).candidate()).isEqualTo(agreed);

        Candidate longer = candidate(Tier.LTM, "", "The gateway listens on port 8080 and the gateway is on.");
        outcome = Extraction.of("Which port does the gateway listen on?", List.of(longer, agreed), Map.of());
        assertThat(((Extraction.Supported) outcome).candidate()).isEqualTo(agreed);
    }

    @Test
    void termsThatNoSingleClaimHasTogetherAreNotPatchedTogether() {
        var outcome = Extraction.of(
                "Which port does the gateway listen on?",
                List.of(under("", "The gateway answers with JSON."), under("", "The database listens on port 5432.")),
                Map.of());

        assertThat(outcome).isInstanceOf(Extraction.Unsupported.class);
        assertThat(((Extraction.Unsupported) outcome).reason())
                .startsWith("No single memory supports the whole question");
    }

    @Test
    void aQuestionThatNamesNothingOrAMemoryThatHoldsNothingIsAbstainedFrom() {
        assertThat(Extraction.of("What is it?", List.of(under("", "It is red.")), Map.of()))
                .isInstanceOf(Extraction.Unsupported.class);
        assertThat(Extraction.of("Where is Esbjerg?", List.of(), Map.of()))
                .isEqualTo(new Extraction.Unsupported(List.of("Esbjerg"), "Memory holds nothing on “Esbjerg”."));
    }

    @Test
    void aClaimThatOnlyRepeatsTheQuestionOrATitleIsNoAnswer() {
        List<Candidate> empty =
                List.of(under("", "Gateway port."), under("", "**Gateway port.**"), under("", "Gateway port where?"));

        assertThat(Extraction.of("What is the gateway port?", empty, Map.of()))
                .isInstanceOf(Extraction.Unsupported.class);
    }

    @Property(tries = 200)
    void whateverIsAskedTheAnswerIsAClaimWordForWordAndEveryInformativeTermIsInItOrItsContext(
            @ForAll("questions") String question) throws IOException {
        Found.Context context = (Found.Context) longTerm.ask(question);
        if (!(Extraction.of(question, context.candidates(), context.weights())
                instanceof Extraction.Supported(Candidate candidate, double support, double confidence))) return;

        assertThat(claims).anyMatch(claim -> claim.claim().equals(candidate.claim()));
        assertThat(confidence).isBetween(0.0, candidate.confidence());
        assertThat(support).isBetween(0.0, 1.0);
        List<String> there = Terms.of(candidate.claim().text() + " " + candidate.heading() + " "
                + candidate.sources().getFirst().uri());
        boolean pronoun = Support.opensWithPronoun(candidate.claim().text());
        for (String term : Terms.informative(question))
            assertThat(pronoun || there.stream().anyMatch(other -> other.equals(term) || Support.near(other, term)))
                    .as(term + " in " + candidate.claim().text())
                    .isTrue();
    }

    @Provide
    Arbitrary<String> questions() {
        return Arbitraries.of(
                        "gauge",
                        "collector",
                        "port",
                        "alarm",
                        "reading",
                        "battery",
                        "flood",
                        "harbour",
                        "seconds",
                        "4710",
                        "8088",
                        "viewer",
                        "Kafka",
                        "signed",
                        "twice",
                        "backup")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(words -> "Which " + String.join(" ", words) + "?");
    }

    private static Candidate under(String heading, String text) {
        return candidate(Tier.LTM, heading, text);
    }

    private static Candidate candidate(Tier tier, String heading, String text) {
        return new Candidate(
                tier,
                Claim.of(text),
                List.of(new SourceRef("docs/notes.md", 1, Hash.ZERO)),
                heading,
                0.9,
                0.5,
                1,
                0.02,
                Optional.empty(),
                Standing.HELD,
                Optional.empty());
    }
}
