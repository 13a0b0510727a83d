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
import dev.darm.ledger.BlockContent;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerNews;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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
    private Optional<ActorRef<Forgetting.Command>> forgetting = Optional.empty();

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
                BodyKeys.open(disk, SegmentLog.Options.DEFAULT, new TestWorld())));
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
        forgetting = Optional.of(
                kit.spawn(Forgetting.create(new HeadIdentity("solo", KEY, CHAIN), HEADS, memory, ledger, settings)));
    }

    @Test
    void whatIsForgottenIsOnNoDiskInNoMemoryAndComesBackOnlyWhenItIsFedAnew() throws IOException {
        start();
        ExtractedClaim claim = read("docs/a.md", "Artery listens on port 25520.");
        remember(claim);
        LongTermEntry entry = learned.receiveMessage(Duration.ofSeconds(10)).entry();
        byte[] key = keyOf(entry.commitment());
        TestProbe<MemoryNews.Erased> erased = kit.createTestProbe(MemoryNews.Erased.class);
        kit.system().eventStream().tell(new EventStream.Subscribe<>(MemoryNews.Erased.class, erased.getRef()));
        learned.awaitAssert(Duration.ofSeconds(5), () -> {
            assertThat(status().openNominations()).isZero();
            return null;
        });

        ForgettingMessage.Outcome outcome = forget(claim.claim().id());

        assertThat(outcome)
                .isEqualTo(new ForgettingMessage.Outcome.Forgotten(List.of(entry.commitment()), chain.size()));
        assertThat(erased.receiveMessage())
                .isEqualTo(
                        new MemoryNews.Erased(entry.commitment(), claim.claim().id()));
        assertThat(get(claim.claim().id(), entry.commitment())).isEmpty();
        assertThat(bodies(entry.commitment())).isEmpty();
        assertThat(filesWith(key)).isEmpty();
        assertThat(forget(entry.commitment())).isEqualTo(new ForgettingMessage.Outcome.Unknown(chain.size()));
        assertThat(wereForgotten(claim, Samples.TIME)).isTrue();
        assertThat(wereForgotten(claim, chain.getLast().block().header().time().plusMillis(1)))
                .as("from a version fed later")
                .isFalse();

        kit.stop(consolidator.orElseThrow());
        kit.stop(forgetting.orElseThrow());
        kit.stop(longTerm.orElseThrow());
        kit.stop(store.orElseThrow());
        start();
        learned.awaitAssert(Duration.ofSeconds(5), () -> {
            assertThat(statistics().applied()).isEqualTo(chain.size());
            return null;
        });
        assertThat(statistics())
                .extracting(LongTermStatistics::total, LongTermStatistics::pending, LongTermStatistics::forgotten)
                .containsExactly(0, 0, 1);
        assertThat(wereForgotten(claim, Samples.TIME)).isTrue();

        remember(claim);
        assertThat(learned.receiveMessage(Duration.ofSeconds(10)).entry().claim())
                .as("said anew it is a new entry")
                .isEqualTo(claim.claim());
    }

    private ForgettingMessage.Outcome forget(Hash key) {
        TestProbe<ForgettingMessage.Outcome> reply = kit.createTestProbe(ForgettingMessage.Outcome.class);
        forgetting.orElseThrow().tell(new Forgetting.Forget(key, ForgetRequest.Reason.PERSONAL, reply.getRef()));
        return reply.receiveMessage(Duration.ofSeconds(10));
    }

    private List<Disclosure> bodies(Hash commitment) {
        TestProbe<BodyStore.Found> reply = kit.createTestProbe(BodyStore.Found.class);
        store.orElseThrow().tell(new BodyStore.Find(List.of(commitment), reply.getRef()));
        return reply.receiveMessage().disclosures();
    }

    private boolean wereForgotten(ExtractedClaim claim, Instant time) {
        TestProbe<BodyStore.Forgotten> reply = kit.createTestProbe(BodyStore.Forgotten.class);
        longTerm.orElseThrow().tell(new LongTermMemory.WereForgotten(List.of(claim), time, reply.getRef()));
        return !reply.receiveMessage().claimIds().isEmpty();
    }

    private LongTermStatistics statistics() {
        TestProbe<LongTermStatistics> reply = kit.createTestProbe(LongTermStatistics.class);
        longTerm.orElseThrow().tell(new LongTermMemory.GetStatistics(reply.getRef()));
        return reply.receiveMessage();
    }

    private byte[] keyOf(Hash commitment) throws IOException {
        FileDisk copy = new FileDisk(folder.resolve("copy"));
        for (String file : new FileDisk(folder).list("body-keys")) {
            copy.createFolders("body-keys");
            Files.copy(
                    folder.resolve("body-keys").resolve(file),
                    folder.resolve("copy/body-keys").resolve(file));
        }
        try (BodyKeys keys = BodyKeys.open(copy, SegmentLog.Options.DEFAULT, new TestWorld())) {
            return keys.find(commitment).orElseThrow();
        } finally {
            for (String file : copy.list("body-keys")) copy.delete("body-keys/" + file);
        }
    }

    private List<Path> filesWith(byte[] bytes) throws IOException {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) found.add(file);
        }
        return found;
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
        PayloadRules rules = PayloadRules.byKind(new TreeMap<>(Map.of(
                Payload.CONSOLIDATION,
                settings.rules(CHAIN),
                Payload.TOMBSTONE,
                new TombstoneRules(CHAIN, settings.tau()))));
        return Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
            switch (message) {
                case Validator.Submit(Payload payload, ActorRef<Validator.SubmitReply> replyTo) -> {
                    assertThat(rules.refuse(payload, HEADS)).isEmpty();
                    boolean known = chain.stream()
                            .anyMatch(block -> block.block().payloads().contains(payload));
                    if (!holdsBack && !known)
                        context.getSystem()
                                .eventStream()
                                .tell(new EventStream.Publish<>(new LedgerNews.BlockCommitted(commit(payload))));
                    replyTo.tell(new Validator.Queued(payload.hash()));
                }
                case Validator.GetContents(long from, int max, ActorRef<Validator.Contents> replyTo) ->
                    replyTo.tell(new Validator.Contents(
                            chain.size(),
                            chain.subList((int) Math.min(from - 1, chain.size()), chain.size()).stream()
                                    .map(BlockContent::of)
                                    .toList()));
                default -> {}
            }
            return Behaviors.same();
        }));
    }

    private CommittedBlock commit(Payload payload) {
        Genesis genesis = new Genesis(CHAIN, Samples.TIME, HEADS);
        Tip tip =
                chain.isEmpty() ? genesis.tip() : Tip.of(chain.getLast().block().header());
        Block block = new ChainState(genesis, tip, HEADS, 0)
                .propose(KEY.publicKey(), WorldExtension.of(kit.system()).now(), 1, List.of(payload));
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
