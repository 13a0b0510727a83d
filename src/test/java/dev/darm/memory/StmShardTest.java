package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.eventstream.EventStream;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.world.Disk;
import dev.darm.world.HttpCaller;
import dev.darm.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StmShardTest {

    private static final String PORT = "Artery listens on port 25520.";
    private static final Hash PORT_ID = Claim.of(PORT).id();

    private final ActorTestKit kit = ActorTestKit.create(config());
    private final MemorySettings settings =
            Memories.settings("short-term { shards = 1, snapshot-every = 10, back-off = 1 ms, tick = 10 ms }");
    private final TestProbe<MemoryNews> news = kit.createTestProbe(MemoryNews.class);

    StmShardTest() {
        kit.system().eventStream().tell(new EventStream.Subscribe<>(MemoryNews.class, news.getRef()));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestartAndIsAnnouncedAgain() {
        ActorRef<StmShard.Command> shard = start("one");
        assertThat(remember(shard, Memories.candidate(PORT, "a.md"))).containsExactly(StmReply.Kind.PROMOTED_TO_STM);
        assertThat(news.expectMessageClass(MemoryNews.Remembered.class)
                        .claim()
                        .claim()
                        .text())
                .isEqualTo(PORT);

        kit.stop(shard);
        ActorRef<StmShard.Command> again = start("two");

        assertThat(entries(again)).extracting(entry -> entry.claim().text()).containsExactly(PORT);
        assertThat(news.expectMessageClass(MemoryNews.Remembered.class)
                        .claim()
                        .claim()
                        .text())
                .isEqualTo(PORT);
    }

    @Test
    void aSnapshotAndTheEventsAfterItGiveTheSameEntries() {
        ActorRef<StmShard.Command> shard = start("one");
        for (int i = 0; i < 25; i++) remember(shard, Memories.candidate("Shard " + i + " holds claims.", "a.md"));
        List<Hash> before = entries(shard).stream().map(StmEntry::hash).toList();

        kit.stop(shard);

        assertThat(entries(start("two"))).extracting(StmEntry::hash).isEqualTo(before);
    }

    @Test
    void aNominationGoesFromPendingThroughVotingToTheArchive() {
        ActorRef<StmShard.Command> shard = start("one");
        remember(shard, Memories.candidate(PORT, "a.md"));
        assertThat(nominable(shard)).hasSize(1);

        shard.tell(new StmShard.MarkVoting(List.of(PORT_ID)));
        assertThat(nominable(shard)).isEmpty();
        assertThat(counts(shard).voting()).isEqualTo(1);

        shard.tell(new StmShard.MarkPromoted(List.of(PORT_ID)));
        assertThat(counts(shard).archived()).isEqualTo(1);
        assertThat(entries(shard)).isEmpty();
        news.fishForMessage(
                Duration.ofSeconds(3),
                told -> told.equals(new MemoryNews.Forgotten(PORT_ID))
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void aRejectedEntryComesBackByItself() {
        ActorRef<StmShard.Command> shard = start("one");
        remember(shard, Memories.candidate(PORT, "a.md"));

        shard.tell(new StmShard.MarkRejected(List.of(PORT_ID)));

        news.awaitAssert(Duration.ofSeconds(3), () -> {
            assertThat(nominable(shard))
                    .singleElement()
                    .extracting(StmEntry::retries)
                    .isEqualTo(1);
            return null;
        });
    }

    @Test
    void theNearestEntryIsFoundByItsVectorAndByItsId() {
        ActorRef<StmShard.Command> shard = start("one");
        remember(shard, Memories.candidate(PORT, "a.md"), Memories.candidate("Zebras graze.", "b.md"));
        TestProbe<StmShard.Matches> matches = kit.createTestProbe(StmShard.Matches.class);
        TestProbe<StmShard.Found> found = kit.createTestProbe(StmShard.Found.class);

        shard.tell(new StmShard.Search(Memories.vector("zebra graze"), 1, matches.getRef()));
        shard.tell(new StmShard.Find(PORT_ID, found.getRef()));

        assertThat(matches.receiveMessage().matches())
                .extracting(match -> match.entry().claim().text())
                .containsExactly("Zebras graze.");
        assertThat(found.receiveMessage().entry()).isPresent();
    }

    private ActorRef<StmShard.Command> start(String name) {
        return kit.spawn(StmShard.create("node-a", 0, settings), name);
    }

    private List<StmReply.Kind> remember(ActorRef<StmShard.Command> shard, StmCandidate... candidates) {
        TestProbe<StmReply.Remembered> reply = kit.createTestProbe(StmReply.Remembered.class);
        shard.tell(new StmShard.Remember(List.of(candidates), reply.getRef()));
        return reply.receiveMessage().outcomes().stream()
                .map(StmReply.Outcome::kind)
                .toList();
    }

    private List<StmEntry> entries(ActorRef<StmShard.Command> shard) {
        TestProbe<StmShard.Entries> reply = kit.createTestProbe(StmShard.Entries.class);
        shard.tell(new StmShard.ListEntries(reply.getRef()));
        return reply.receiveMessage().entries();
    }

    private List<StmEntry> nominable(ActorRef<StmShard.Command> shard) {
        TestProbe<StmShard.Entries> reply = kit.createTestProbe(StmShard.Entries.class);
        shard.tell(new StmShard.Nominable(10, Duration.ZERO, reply.getRef()));
        return reply.receiveMessage().entries();
    }

    private StmCounts counts(ActorRef<StmShard.Command> shard) {
        TestProbe<StmCounts> reply = kit.createTestProbe(StmCounts.class);
        shard.tell(new StmShard.CountEntries(reply.getRef()));
        return reply.receiveMessage();
    }

    private static Config config() {
        return ConfigFactory.parseString("""
                        darm.world.class = "%s"
                        darm.codec.stored-types = ["%s"]
                        akka.actor.serializers.darm-stored = "dev.darm.codec.CanonicalSerializer"
                        akka.actor.serialization-bindings."dev.darm.codec.StoredEvent" = darm-stored
                        akka.persistence.testkit.events.serialize = on
                        akka.persistence.testkit.snapshots.serialize = on
                        akka.loglevel = WARNING
                        """.formatted(ClockWorld.class.getName(), MemoryStored.class.getName()))
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.getInstance().config())
                .withFallback(ConfigFactory.defaultReference());
    }

    /** A world that has the time and nothing else. */
    public static final class ClockWorld implements World {

        private final ActorSystem<?> system;

        public ClockWorld(ActorSystem<?> system) {
            this.system = system;
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public RandomGenerator random(String purpose) {
            return new SplittableRandom(purpose.hashCode());
        }

        @Override
        public byte[] secret(int length) {
            return new byte[length];
        }

        @Override
        public Disk disk() {
            throw new AssertionError("no disk in " + system.name());
        }

        @Override
        public Directory indexDirectory(String name) {
            return new ByteBuffersDirectory();
        }

        @Override
        public HttpCaller http() {
            throw new AssertionError("no network in " + system.name());
        }
    }
}
