package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.Encoder;
import dev.darm.encoding.NgramEncoder;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.MemoryNews;
import dev.darm.memory.SourceRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that form a real cluster over Artery, with files, Lucene and Kryo. */
class RecallIT {

    private static final String QUESTION = "Which port does Artery use?";
    private static final LongTermEntry ARTERY = new LongTermEntry(
            Hash.of("salted"),
            Claim.of("Artery listens on TCP port 25520."),
            List.of(new SourceRef("docs/net.md", 3, Hash.ZERO)),
            "Network",
            0.9,
            0.6,
            7,
            Standing.HELD,
            Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private final List<ActorTestKit> kits = new ArrayList<>();
    private final Encoder encoder = new NgramEncoder(512, CorpusStatistics.PRIOR);

    private record Node(ActorTestKit kit, ActorRef<Recall.Command> recall) {

        Found ask(String question) throws Exception {
            return AskPattern.<Recall.Command, Found>ask(
                            recall,
                            replyTo -> new Recall.Lookup(question, replyTo),
                            Duration.ofSeconds(5),
                            kit.scheduler())
                    .toCompletableFuture()
                    .get();
        }

        RecallStatistics statistics() throws Exception {
            return AskPattern.ask(recall, Recall.GetStatistics::new, Duration.ofSeconds(5), kit.scheduler())
                    .toCompletableFuture()
                    .get();
        }

        void news(MemoryNews news) {
            kit.system().eventStream().tell(new EventStream.Publish<>(news));
        }
    }

    @AfterEach
    void stop() {
        kits.reversed().forEach(ActorTestKit::shutdownTestKit);
    }

    @Test
    void aQuestionAnsweredOnOneNodeIsAHitOnTheOthersAndOnOneThatStartsLater() throws Exception {
        Node a = start("a", encoder);
        Node b = start("b", encoder);
        for (Node node : List.of(a, b)) node.news(new MemoryNews.Learned(ARTERY));
        b.news(remembered("The gateway listens on TCP port 8558."));
        await().until(() -> b.statistics().stmClaims() == 1 && b.statistics().rrcEntries() == 1);

        Found.Context context = (Found.Context) b.ask(QUESTION);
        assertThat(context.candidates()).extracting(Candidate::tier).containsExactly(Tier.LTM, Tier.STM);
        assertThat(context.weights()).containsKey("port");

        // The first telling may go out before the nodes have found each other: catching up must then make up for it.
        a.recall().tell(new Recall.Answered(QUESTION, ARTERY.commitment()));
        await().atMost(Duration.ofSeconds(20)).until(() -> b.statistics().rrcQuestions() == 1);
        assertThat(b.ask("which port does artery use")).isInstanceOf(Found.Hit.class);

        Node c = start("c", encoder);
        c.news(new MemoryNews.Learned(ARTERY));
        await().atMost(Duration.ofSeconds(20)).until(() -> c.statistics().rrcQuestions() == 1);
        assertThat(((Found.Hit) c.ask(QUESTION)).entry()).isEqualTo(ARTERY);
    }

    @Test
    void lookupsOvertakeEntriesThatWaitForASlowEncoderAndAFailedEncodingCostsNoAnswer() throws Exception {
        SlowEncoder slow = new SlowEncoder();
        Node a = start("a", slow);
        for (int i = 0; i < 100; i++) a.news(new MemoryNews.Learned(entry("Buoy " + i + " is red.")));
        await().until(() -> slow.asked.get() == 4);

        CompletableFuture<Found> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return a.ask("What colour is buoy 7?");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> a.statistics().lookups() == 1);
        slow.release(5);

        Found.Context context = (Found.Context) answer.get();
        assertThat(context.candidates()).isNotEmpty();
        assertThat(slow.texts.get(4)).isEqualTo("What colour is buoy 7?");
        assertThat(a.statistics().unencoded()).isPositive();
    }

    private Node start(String name, Encoder by) throws Exception {
        Config config = ConfigFactory.parseString("""
                        darm.data-folder = "%s"
                        darm.codec.wire-types = ["dev.darm.recall.RecallWire"]
                        akka.loglevel = WARNING
                        akka.actor.provider = cluster
                        akka.actor.allow-java-serialization = off
                        akka.actor.serializers.darm-wire = "dev.darm.codec.KryoSerializer"
                        akka.actor.serialization-bindings { "dev.darm.codec.WireMessage" = darm-wire }
                        akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        akka.cluster.roles = ["node:%s"]
                        akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                        akka.cluster.downing-provider-class = ""
                        darm.recall.catch-up.timeout = 500ms
                        """.formatted(folder.resolve(name), name))
                .withFallback(ConfigFactory.load());
        ActorTestKit kit = ActorTestKit.create("recall", config);
        kits.add(kit);
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager()
                .tell(Join.create(
                        Cluster.get(kits.getFirst().system()).selfMember().address()));
        ActorRef<Recall.Command> recall =
                kit.spawn(Recall.create(name, by, RecallSettings.of(config.getConfig("darm"))), "recall");
        Recall.listen(kit.system(), recall);
        return new Node(kit, recall);
    }

    private MemoryNews remembered(String text) {
        ExtractedClaim claim = new ExtractedClaim(Claim.of(text), new SourceRef("a.md", 1, Hash.ZERO), "", 0.9, 0.05);
        return new MemoryNews.Remembered(
                claim, encoder.embed(text).toCompletableFuture().join(), 0.5);
    }

    private static LongTermEntry entry(String text) {
        return new LongTermEntry(
                Hash.of(text),
                Claim.of(text),
                List.of(new SourceRef("a.md", 1, Hash.ZERO)),
                "",
                0.9,
                0.6,
                7,
                Standing.HELD,
                Instant.EPOCH);
    }

    /** An encoder whose answers come when the test says so; every answer is a failure. */
    private static final class SlowEncoder implements Encoder {
        private final AtomicInteger asked = new AtomicInteger();
        private final List<String> texts = Collections.synchronizedList(new ArrayList<>());
        private final List<CompletableFuture<float[]>> open = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger allowed = new AtomicInteger();

        @Override
        public String version() {
            return "slow-512/0";
        }

        @Override
        public int dimensions() {
            return 512;
        }

        @Override
        public CompletionStage<float[]> encode(String text) {
            CompletableFuture<float[]> answer = new CompletableFuture<>();
            texts.add(text);
            open.add(answer);
            asked.incrementAndGet();
            settle();
            return answer;
        }

        void release(int answers) {
            allowed.addAndGet(answers);
            settle();
        }

        private void settle() {
            synchronized (open) {
                while (!open.isEmpty() && allowed.get() > 0) {
                    allowed.decrementAndGet();
                    open.removeFirst().completeExceptionally(new IllegalStateException("model server down"));
                }
            }
        }
    }
}
