package dev.darm.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.darm.memory.Claim;
import dev.darm.memory.Embedding;
import dev.darm.memory.Memories;
import dev.darm.memory.MemoryNews;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import dev.darm.memory.Triple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnowledgeKeeperTest {

    private static final Claim PORT = Claim.of(new Triple("Artery", "listens on port", "25520"));

    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.loglevel = WARNING").withFallback(ConfigFactory.defaultReference()));
    private final TestProbe<KnowledgeKeeper.Verdicts> verdicts = kit.createTestProbe(KnowledgeKeeper.Verdicts.class);
    private final ActorRef<KnowledgeKeeper.Command> keeper = kit.spawn(KnowledgeKeeper.create(
            KnowledgeSettings.of(Memories.darm("knowledge")), new StmShards(List.of(kit.spawn(empty())))));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aClaimTheVoterReadItselfIsGroundedForItUntilItForgetsIt() {
        assertThat(judge().grounding().grounded()).isFalse();

        keeper.tell(new KnowledgeKeeper.RememberOwn(List.of(Memories.read(PORT, "a.md"))));
        assertThat(judge().bfsScore()).isEqualTo(1);

        keeper.tell(new KnowledgeKeeper.Forget(List.of(PORT.id())));
        assertThat(judge().bfsScore()).isEqualTo(0.5);
    }

    @Test
    void newsOfMemoryReachTheGraph() {
        publishUntil(
                new MemoryNews.Remembered(Memories.read(PORT, "a.md"), Embedding.unnamed(new float[] {1}), 0.6), 1);
        publishUntil(new MemoryNews.Forgotten(PORT.id()), 0.5);
    }

    /** The subscription takes a moment, so the news is told until it is heard. */
    private void publishUntil(MemoryNews news, double score) {
        verdicts.awaitAssert(Duration.ofSeconds(3), () -> {
            kit.system().eventStream().tell(new EventStream.Publish<>(news));
            assertThat(judge().bfsScore()).isEqualTo(score);
            return null;
        });
    }

    private Verdict judge() {
        keeper.tell(new KnowledgeKeeper.Validate(List.of(Memories.read(PORT, "z.md")), 2, verdicts.getRef()));
        return verdicts.receiveMessage().verdicts().getFirst();
    }

    private static Behavior<StmShard.Command> empty() {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof StmShard.ListEntries(var replyTo)) replyTo.tell(new StmShard.Entries(List.of()));
            return Behaviors.same();
        });
    }
}
