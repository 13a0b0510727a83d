package dev.darm.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.memory.source.Library;
import dev.darm.model.Completion;
import dev.darm.model.Prompt;
import dev.darm.model.TextModel;
import dev.darm.recall.Candidate;
import dev.darm.recall.Found;
import dev.darm.recall.Recall;
import dev.darm.recall.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent answers to what recall finds, and what becomes of praise. */
class AgentTest {

    private static final Claim DOME = Claim.of("The dome weighs 40 tonnes.");
    private static final String QUESTION = "How much does the dome weigh?";

    private final ScriptedModel model = new ScriptedModel();
    private Optional<AgentWorld> started = Optional.empty();

    @AfterEach
    void stop() {
        started.ifPresent(AgentWorld::close);
    }

    private AgentWorld start(boolean withModel) {
        AgentWorld world = new AgentWorld("", withModel ? Optional.of(model) : Optional.empty());
        started = Optional.of(world);
        return world;
    }

    @Test
    void praiseReinforcesTheMemoryThatTheAnswerRestedOnAndBlameWeakensIt() {
        AgentWorld world = start(false);
        TestProbe<Library.StudyResult> studied = world.kit.createTestProbe(Library.StudyResult.class);
        world.agent.tell(new Agent.Read(
                new Library.ToStudy(AgentWorld.document("dome.md", DOME.text()), Optional.empty(), studied.getRef())));
        assertThat(studied.receiveMessage(Duration.ofSeconds(10)).done()).isTrue();
        double before = world.entry(DOME).orElseThrow().salience();
        Answer answer = ask(world, candidate(0.9, Optional.empty()));
        assertThat(answer.text()).isEqualTo(DOME.text());

        assertThat(heeded(world, answer.id(), true)).isTrue();
        await().until(() -> world.entry(DOME).orElseThrow().salience() > before);
        double praised = world.entry(DOME).orElseThrow().salience();

        assertThat(heeded(world, answer.id(), false)).isTrue();
        await().until(() -> world.entry(DOME).orElseThrow().salience() < praised);
    }

    @Test
    void feedbackOnAnAnswerThatWasNotGivenIsNotHeeded() {
        AgentWorld world = start(false);
        Answer abstained = ask(world);
        assertThat(abstained.abstained()).isTrue();

        assertThat(heeded(world, "solo-a0-999", true)).isFalse();
        assertThat(heeded(world, "", true)).isFalse();
        assertThat(heeded(world, abstained.id(), true)).isFalse();
    }

    @Test
    void theGateCommitsFlagsAndAbstainsByHowSureMemoryIs() {
        AgentWorld world = start(false);

        Answer sure = ask(world, candidate(0.95, Optional.of(Hash.of("block"))));
        assertThat(sure.abstained()).isFalse();
        assertThat(sure.reason()).isEmpty();
        assertThat(world.recall.expectMessageClass(Recall.Answered.class))
                .isEqualTo(new Recall.Answered(QUESTION, Hash.of("block")));

        Answer doubtful = ask(world, candidate(0.6, Optional.of(Hash.of("block"))));
        assertThat(doubtful.text()).isEqualTo(DOME.text());
        assertThat(doubtful.reason()).contains("doubtful");

        Answer unsure = ask(world, candidate(0.2, Optional.of(Hash.of("block"))));
        assertThat(unsure.abstained()).isTrue();
        assertThat(unsure.text()).isEmpty();
        assertThat(unsure.sources()).isEmpty();
        assertThat(unsure.reason()).contains("too uncertain");
        assertThat(heeded(world, unsure.id(), true)).isFalse();
        world.recall.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void aModelsAnswerIsGivenUnderItsNameWithTheSourcesThatItCites() {
        AgentWorld world = start(true);
        model.says("The dome weighs 40 tonnes [1].");

        Answer answer = ask(world, candidate(0.9, Optional.empty()));

        assertThat(answer.inference()).isEqualTo(Answer.Inference.MODEL);
        assertThat(answer.by()).isEqualTo("scripted");
        assertThat(answer.text()).isEqualTo("The dome weighs 40 tonnes.");
        assertThat(answer.sources()).extracting(SourceRef::uri).containsExactly("dome.md");
        assertThat(answer.reason()).isEmpty();
        assertThat(model.asked).hasSize(1).first().asString().contains("[1] (dome.md:1) " + DOME.text(), QUESTION);
    }

    @Test
    void anAnswerThatTheSourcesDoNotBearOutGivesWayToTheExtractedOneAndSaysWhy() {
        AgentWorld world = start(true);

        model.says("The dome weighs 70 tonnes [1].");
        fallsBack(world, "the model wrote “70”");
        model.says("The dome weighs 40 tonnes.");
        fallsBack(world, "cited no source");
        model.says("The dome weighs 40 tonnes [7].");
        fallsBack(world, "cited [7] of 1 sources");
        model.says("UNKNOWN");
        fallsBack(world, "found no answer");
        model.fails(new IllegalStateException("status 500"));
        fallsBack(world, "status 500");
    }

    private static void fallsBack(AgentWorld world, String reason) {
        Answer answer = ask(world, candidate(0.9, Optional.empty()));
        assertThat(answer.inference()).isEqualTo(Answer.Inference.EXTRACTIVE);
        assertThat(answer.by()).isEmpty();
        assertThat(answer.abstained()).isFalse();
        assertThat(answer.text()).isEqualTo(DOME.text());
        assertThat(answer.reason()).contains(reason);
    }

    @Test
    void withoutAnyMemoryTheModelIsNotAsked() {
        AgentWorld world = start(true);

        assertThat(ask(world).abstained()).isTrue();
        assertThat(model.asked).isEmpty();
    }

    private static Answer ask(AgentWorld world, Candidate... candidates) {
        TestProbe<Answer> reply = world.kit.createTestProbe(Answer.class);
        world.agent.tell(new Agent.Ask(QUESTION, reply.getRef()));
        world.recall
                .expectMessageClass(Recall.Lookup.class)
                .replyTo()
                .tell(new Found.Context(List.of(candidates), Map.of("dome", 2.0, "weigh", 1.0)));
        return reply.receiveMessage();
    }

    private static boolean heeded(AgentWorld world, String id, boolean good) {
        TestProbe<Agent.Heeded> reply = world.kit.createTestProbe(Agent.Heeded.class);
        world.agent.tell(new Agent.Feedback(id, good, reply.getRef()));
        return reply.receiveMessage().known();
    }

    private static Candidate candidate(double confidence, Optional<Hash> commitment) {
        return new Candidate(
                commitment.isPresent() ? Tier.LTM : Tier.STM,
                DOME,
                List.of(new SourceRef("dome.md", 1, Hash.ZERO)),
                "",
                confidence,
                0.8,
                3,
                0.03,
                commitment,
                Standing.HELD,
                Optional.empty());
    }

    /** Says what the test tells it to. */
    private static final class ScriptedModel implements TextModel {
        private final List<Prompt> asked = new CopyOnWriteArrayList<>();
        private volatile CompletionStage<Completion> next =
                CompletableFuture.failedStage(new IllegalStateException("nothing to say"));

        void says(String text) {
            next = CompletableFuture.completedStage(new Completion(text, "scripted", 0, 0));
        }

        void fails(Exception reason) {
            next = CompletableFuture.failedStage(reason);
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public CompletionStage<Completion> generate(Prompt prompt) {
            asked.add(prompt);
            return next;
        }
    }
}
