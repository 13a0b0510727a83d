package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.encoding.ClaimExtractor;
import dev.darm.journal.SegmentLog;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.KnowledgeSettings;
import dev.darm.ledger.Block;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.LedgerNews;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Tip;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.memory.Claim;
import dev.darm.memory.Document;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.Memories;
import dev.darm.memory.MemoryNews;
import dev.darm.memory.Passage;
import dev.darm.memory.SourceRef;
import dev.darm.memory.StmCandidate;
import dev.darm.memory.StmCounts;
import dev.darm.memory.StmReply;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import dev.darm.memory.Triple;
import dev.darm.world.FileDisk;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One head with all its actors and real logs; the ledger commits at once, or holds back when told to. */
final class ConsolidationActorsTest {

    private static final SigningKey KEY = Samples.key(1);
    private static final ValidatorSet HEADS =
            new ValidatorSet(List.of(new ValidatorSet.Member("solo", KEY.publicKey(), 1)));
    private static final String CHAIN = "c1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final ActorTestKit kit = ActorTestKit.create(config());
    private final TestProbe<MemoryNews.Learned> learned = kit.createTestProbe(MemoryNews.Learned.class);
    private final Map<Hash, Passage> passages = new ConcurrentHashMap<>();
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private ConsolidationSettings settings = settings("");
    private final StmShards shortTerm = new StmShards(List.of(kit.spawn(
            StmShard.create("solo", 0, Memories.settings("short-term { shards = 1, back-off = 1 h, tick = 20 ms }")))));
    private final List<CommittedBlock> chain = new ArrayList<>();
    private ActorRef<Validator.Command> ledger = kit.spawn(ledger(false));
    private Optional<ActorRef<LongTermMemory.Command>> longTerm = Optional.empty();
    private Optional<ActorRef<BodyStore.Command>> store = Optional.empty();
    private Optional<ActorRef<Consolidator.Command>> consolidator = Optional.empty();

    @BeforeEach
    void join() {
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        kit.system().eventStream().tell(new EventStream.Subscribe<>(MemoryNews.Learned.class, learned.getRef()));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private static ConsolidationSettings settings(String more) {
        return ConsolidationSettings.of(Memories.darm(
                "consolidation",
                "min-age = 0s, nominate-every = 20 ms, resubmit-every = 100 ms, evidence-timeout = 3 s, vote-timeout = 300 ms",
                more));
    }

    private void start() throws IOException {
        FileDisk disk = new FileDisk(folder);
        KnowledgeSettings knowing = KnowledgeSettings.of(Memories.darm("knowledge"));
        ActorRef<KnowledgeKeeper.Command> keeper = kit.spawn(KnowledgeKeeper.create(knowing, shortTerm));
        ActorRef<BodyStore.Command> bodies = kit.spawn(BodyStore.create(
                SegmentLog.open(disk, "bodies", SegmentLog.Options.DEFAULT),
                SegmentLog.open(disk, "body-keys", SegmentLog.Options.DEFAULT)));
        ActorRef<LongTermMemory.Command> memory = kit.spawn(LongTermMemory.create(
                "solo",
                ledger,
                bodies,
                shortTerm.shards(),
                entry -> keeper.tell(new KnowledgeKeeper.Learn(entry)),
                knowing.contradiction(),
                settings));
        longTerm = Optional.of(memory);
        store = Optional.of(bodies);
        Knowledge knowledge = new Knowledge(
                keeper, new dev.darm.knowledge.ValiditySuite(knowing.validity()), knowing.contradiction()::between);
        consolidator = Optional.of(kit.spawn(Consolidator.create(
                new HeadIdentity("solo", KEY, CHAIN),
                new Consolidator.Surroundings(HEADS, shortTerm, memory, bodies, ledger, source(), knowledge),
                settings)));
    }

    @Test
    void aClaimReadFromAPassageReachesLongTermMemory() throws IOException {
        start();
        ExtractedClaim claim = read("docs/a.md", "Artery listens on port 25520.");
        remember(claim);

        LongTermEntry entry = learned.receiveMessage(Duration.ofSeconds(10)).entry();

        assertThat(entry.claim()).isEqualTo(claim.claim());
        assertThat(entry.sources()).containsExactly(claim.source());
        assertThat(entry.confidence()).isGreaterThan(0.9);
        assertThat(entry.standing()).isEqualTo(LongTermEntry.Standing.HELD);
        learned.awaitAssert(Duration.ofSeconds(5), () -> {
            assertThat(counts().archived()).isEqualTo(1);
            assertThat(status().openNominations()).isZero();
            return null;
        });
        assertThat(get(claim.claim().id())).containsEntry(claim.claim().id(), entry);
    }

    @Test
    void aClaimThatItsPassageDoesNotMakeIsRejected() throws IOException {
        start();
        ExtractedClaim honest = read("docs/a.md", "Artery listens on port 25520.");
        remember(new ExtractedClaim(Claim.of("Artery listens on port 1."), honest.source(), "", 0.9, 0.05));

        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(counts().rejected()).isEqualTo(1);
            return null;
        });
        assertThat(chain).isEmpty();
    }

    @Test
    void whatHadAQuorumIsSubmittedAgainAfterARestart() throws IOException {
        ActorRef<Validator.Command> holding = kit.spawn(ledger(true));
        ledger = holding;
        start();
        remember(read("docs/a.md", "Artery listens on port 25520."));
        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(status().openNominations()).isEqualTo(1);
            return null;
        });
        kit.stop(consolidator.orElseThrow());
        kit.stop(longTerm.orElseThrow());
        kit.stop(store.orElseThrow());

        ledger = kit.spawn(ledger(false));
        start();

        assertThat(learned.receiveMessage(Duration.ofSeconds(10))
                        .entry()
                        .claim()
                        .text())
                .contains("25520");
        learned.awaitAssert(Duration.ofSeconds(5), () -> {
            assertThat(status().openNominations()).isZero();
            return null;
        });
    }

    @Test
    void aCorrectionContestsAndAWithdrawalSettles() throws IOException {
        start();
        ExtractedClaim old = given("Artery", "listens on port", "25520", "docs/a.jsonl");
        remember(old);
        assertThat(learned.receiveMessage(Duration.ofSeconds(10)).entry().claim())
                .isEqualTo(old.claim());

        ExtractedClaim corrected = given("Artery", "listens on port", "25521", "docs/b.jsonl");
        remember(corrected);
        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(get(old.claim().id(), corrected.claim().id()).values())
                    .hasSize(2)
                    .extracting(LongTermEntry::standing)
                    .containsOnly(LongTermEntry.Standing.CONTESTED);
            return null;
        });

        documents.put("docs/a.jsonl", new Document("docs/a.jsonl", Samples.TIME, List.of()));
        TestProbe<Consolidator.Noted> noted = kit.createTestProbe(Consolidator.Noted.class);
        consolidator.orElseThrow().tell(new Consolidator.Retract(List.of(old), noted.getRef()));
        noted.receiveMessage();
        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(standing(old)).isEqualTo(LongTermEntry.Standing.WITHDRAWN);
            assertThat(standing(corrected)).isEqualTo(LongTermEntry.Standing.HELD);
            return null;
        });
    }

    @Test
    void aFurtherDocumentDecidesAContestOnce() throws IOException {
        settings = settings("contest-votes = 1");
        start();
        ExtractedClaim old = given("Artery", "listens on port", "25520", "docs/a.jsonl");
        ExtractedClaim corrected = given("Artery", "listens on port", "25521", "docs/b.jsonl");
        contest(old, corrected);

        remember(given("Artery", "listens on port", "25521", "docs/c.jsonl"));

        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(standing(corrected)).isEqualTo(LongTermEntry.Standing.HELD);
            assertThat(standing(old)).isEqualTo(LongTermEntry.Standing.SUPERSEDED);
            return null;
        });
        LongTermEntry winner = Optional.ofNullable(
                        get(corrected.claim().id()).get(corrected.claim().id()))
                .orElseThrow();
        assertThat(winner.sources()).extracting(SourceRef::uri).contains("docs/c.jsonl");
        assertThat(Optional.ofNullable(get(old.claim().id()).get(old.claim().id()))
                        .orElseThrow()
                        .supersededBy())
                .contains(winner.commitment());
        assertThat(contests()).isEmpty();
    }

    @Test
    void aContestIsOverAfterItsPeriodThoughNothingElseMovesTheChain() throws IOException {
        settings = settings("contest-period = 1s");
        start();
        ExtractedClaim old = given("Artery", "listens on port", "25520", "docs/a.jsonl");
        ExtractedClaim corrected = given("Artery", "listens on port", "25521", "docs/b.jsonl");
        contest(old, corrected);

        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(standing(old)).isEqualTo(LongTermEntry.Standing.HELD);
            assertThat(standing(corrected)).isEqualTo(LongTermEntry.Standing.SUPERSEDED);
            assertThat(status().openNominations()).isZero();
            return null;
        });
    }

    private void contest(ExtractedClaim old, ExtractedClaim corrected) {
        remember(old);
        learned.receiveMessage(Duration.ofSeconds(10));
        remember(corrected);
        learned.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(get(old.claim().id(), corrected.claim().id()).values())
                    .hasSize(2)
                    .extracting(LongTermEntry::standing)
                    .containsOnly(LongTermEntry.Standing.CONTESTED);
            return null;
        });
    }

    private List<Contest> contests() {
        TestProbe<LongTermMemory.Contests> reply = kit.createTestProbe(LongTermMemory.Contests.class);
        longTerm.orElseThrow().tell(new LongTermMemory.GetContests(reply.getRef()));
        return reply.receiveMessage().open();
    }

    private LongTermEntry.Standing standing(ExtractedClaim claim) {
        Hash id = claim.claim().id();
        return Optional.ofNullable(get(id).get(id)).orElseThrow().standing();
    }

    private ExtractedClaim read(String uri, String text) {
        return keep(new Passage(uri, 1, "", text, Optional.empty()));
    }

    private ExtractedClaim given(String subject, String relation, String object, String uri) {
        Triple triple = new Triple(subject, relation, object);
        return keep(new Passage(uri, 1, "", subject + " " + relation + " " + object, Optional.of(triple)));
    }

    private ExtractedClaim keep(Passage passage) {
        passages.put(passage.hash(), passage);
        documents.put(passage.uri(), new Document(passage.uri(), Samples.TIME, List.of(passage)));
        return ClaimExtractor.extract(passage).getFirst();
    }

    private void remember(ExtractedClaim claim) {
        TestProbe<StmReply.Remembered> reply = kit.createTestProbe(StmReply.Remembered.class);
        StmCandidate candidate =
                new StmCandidate(claim, Memories.vector(claim.claim().text()), 0.65, Memories.GROUNDED, 0, List.of());
        shortTerm.of(claim.claim().id()).tell(new StmShard.Remember(List.of(candidate), reply.getRef()));
        assertThat(reply.receiveMessage().outcomes()).hasSize(1);
    }

    private StmCounts counts() {
        TestProbe<StmCounts> reply = kit.createTestProbe(StmCounts.class);
        shortTerm.tellAll(new StmShard.CountEntries(reply.getRef()));
        return reply.receiveMessage();
    }

    private Consolidator.Status status() {
        TestProbe<Consolidator.Status> reply = kit.createTestProbe(Consolidator.Status.class);
        consolidator.orElseThrow().tell(new Consolidator.GetStatus(reply.getRef()));
        return reply.receiveMessage();
    }

    private Map<Hash, LongTermEntry> get(Hash... claimIds) {
        TestProbe<LongTermMemory.Entries> reply = kit.createTestProbe(LongTermMemory.Entries.class);
        longTerm.orElseThrow().tell(new LongTermMemory.Get(List.of(claimIds), reply.getRef()));
        return reply.receiveMessage().entries();
    }

    private PassageSource source() {
        return new PassageSource() {
            @Override
            public CompletionStage<Optional<Passage>> passage(Hash hash) {
                return CompletableFuture.completedStage(Optional.ofNullable(passages.get(hash)));
            }

            @Override
            public CompletionStage<Optional<Document>> current(String uri) {
                return CompletableFuture.completedStage(Optional.ofNullable(documents.get(uri)));
            }
        };
    }

    /** A ledger of one validator that keeps the real rules. */
    private Behavior<Validator.Command> ledger(boolean holdsBack) {
        return Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
            switch (message) {
                case Validator.Submit(Payload payload, ActorRef<Validator.SubmitReply> replyTo) -> {
                    assertThat(settings.rules(CHAIN).refuse(payload, HEADS)).isEmpty();
                    boolean known = chain.stream()
                            .anyMatch(block -> block.block().payloads().contains(payload));
                    if (!holdsBack && !known)
                        context.getSystem()
                                .eventStream()
                                .tell(new EventStream.Publish<>(new LedgerNews.BlockCommitted(commit(payload))));
                    replyTo.tell(new Validator.Queued(payload.hash()));
                }
                case Validator.GetBlocks(long from, int max, ActorRef<Validator.Blocks> replyTo) ->
                    replyTo.tell(new Validator.Blocks(
                            chain.size(),
                            List.copyOf(chain.subList((int) Math.min(from - 1, chain.size()), chain.size()))));
                default -> {}
            }
            return Behaviors.same();
        }));
    }

    private CommittedBlock commit(Payload payload) {
        Tip tip = chain.isEmpty()
                ? new Tip(0, Hash.of("genesis"), Samples.TIME)
                : Tip.of(chain.getLast().block().header());
        Block block = Block.after(
                tip,
                CHAIN,
                HEADS,
                KEY.publicKey(),
                WorldExtension.of(kit.system()).now(),
                1,
                List.of(payload));
        Vote vote = Vote.sign(CHAIN, Vote.Type.PRECOMMIT, block.height(), 0, Optional.of(block.hash()), KEY);
        CommittedBlock committed =
                new CommittedBlock(block, Certificate.of(block.height(), 0, block.hash(), List.of(vote), HEADS));
        chain.add(committed);
        return committed;
    }

    private static Config config() {
        return ConfigFactory.parseString("darm.world.class = \"" + TestWorld.class.getName() + "\"\n"
                        + "akka.actor.provider = cluster\n"
                        + "akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }\n"
                        + "akka.cluster.roles = [\"node:solo\"]\n"
                        + "akka.cluster.jmx.multi-mbeans-in-same-jvm = on\n"
                        + "akka.persistence.testkit.events.serialize = off\n"
                        + "akka.persistence.testkit.snapshots.serialize = off\n"
                        + "akka.loglevel = WARNING\n")
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.getInstance().config())
                .withFallback(ConfigFactory.defaultReference());
    }
}
