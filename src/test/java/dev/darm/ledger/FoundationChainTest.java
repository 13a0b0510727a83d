package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.eventstream.EventStream;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.consolidation.ConsolidationRecord;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.consensus.ConsensusRecord;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node of the foundation left on its disk opens unchanged: chain and log of votes, of before a genesis held rules. */
class FoundationChainTest {

    private static final Path LEFT = Path.of("src/test/resources/foundation");
    private static final String LOG = "chain/00000000000000000000.seg";
    private static final int HEIGHT = 6;
    private static final String TIP = "ec044c08d0c550c1a020d45253f701ee5a2704166c798f1bcef435b9967f4613";
    private static final SigningKey KEY = FourValidators.key(1);
    private static final Config CONFIG = ConfigFactory.parseString(
                    "akka { loglevel = WARNING, actor.provider = local }")
            .withFallback(ConfigFactory.load());

    @TempDir
    Path folder;

    private Genesis genesis;
    private ChainVerifier verifier;

    @BeforeEach
    void copy() throws Exception {
        Path from = LEFT.resolve("alpha");
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path to = folder.resolve(from.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
                return FileVisitResult.CONTINUE;
            }
        });
        genesis = GenesisFile.read("genesis.json", Files.readString(LEFT.resolve("genesis.json")));
        verifier = new ChainVerifier(genesis, (payload, set) -> Optional.empty());
    }

    private Chain chain() throws IOException {
        return Chain.open(new FileDisk(folder), SegmentLog.Options.DEFAULT, genesis, 0, log -> {});
    }

    private SegmentLog votes() throws IOException {
        return SegmentLog.open(new FileDisk(folder), "votes", SegmentLog.Options.DEFAULT);
    }

    @Test
    void allBlocksAreReadVerifiedAndWrittenAsTheyWere() throws IOException {
        List<byte[]> raw = new ArrayList<>();
        try (SegmentLog log = SegmentLog.open(new FileDisk(folder), "chain", SegmentLog.Options.DEFAULT)) {
            assertThat(verifier.verify(log))
                    .isEqualTo(new ChainVerifier.Verdict.Sound(HEIGHT, Hash.ofHex(TIP), HEIGHT, HEIGHT));
            log.forEach(0, (number, bytes) -> raw.add(bytes));
        }
        try (Chain chain = chain()) {
            assertThat(chain.tip().hash().hex()).isEqualTo(TIP);
            for (int height = 1; height <= HEIGHT; height++) {
                CommittedBlock block = chain.block(height);
                assertThat(block.block().header().version()).isEqualTo(1);
                assertThat(block.bytes()).isEqualTo(raw.get(height));
                for (Payload payload : block.block().payloads()) {
                    assertThat(payload.kind()).isEqualTo(Payload.CONSOLIDATION);
                    ConsolidationRecord record = ByteReader.readAll(payload.content(), ConsolidationRecord::read);
                    assertThat(record.bytes()).isEqualTo(payload.content());
                }
            }
        }
        assertThat(folder.resolve(LOG))
                .hasSameBinaryContentAs(LEFT.resolve("alpha").resolve(LOG));
    }

    @Test
    void whatStandsInItIsProvenFromItsGenesis() throws IOException {
        try (Chain chain = chain()) {
            for (int height = 1; height <= HEIGHT; height++) {
                LedgerProof proof = ByteReader.readAll(chain.prove(height, 0).bytes(), LedgerProof::read);
                assertThat(proof.refusal(genesis)).isEmpty();
                assertThat(proof.refusal(FourValidators.GENESIS)).isPresent();
            }
        }
    }

    @Test
    void whatItsValidatorSignedIsRemembered() throws IOException {
        try (Chain chain = chain();
                SegmentLog log = votes()) {
            VoteLog votes = new VoteLog(log, genesis);
            for (int height = 1; height <= HEIGHT; height++) {
                Block block = chain.block(height).block();
                assertThat(votes.recordsAbove(height - 1))
                        .filteredOn(record -> record.equals(new ConsensusRecord.ValueKept<>(block.height(), block)))
                        .hasSize(1);
                assertThat(votes.recordsAbove(height - 1))
                        .filteredOn(record -> record instanceof ConsensusRecord.VoteSigned<Block>(Vote vote)
                                && vote.height() == block.height()
                                && vote.block().equals(Optional.of(block.hash()))
                                && vote.signature().verifies(vote.validator(), vote.signedBytes(genesis.chainId())))
                        .hasSize(2);
            }
            assertThat(votes.recordsAbove(HEIGHT)).isEmpty();
        }
    }

    @Test
    void itsValidatorGoesOn() throws IOException {
        byte[] left = Files.readAllBytes(folder.resolve(LOG));
        ActorTestKit kit = ActorTestKit.create("foundation", CONFIG);
        try (Chain chain = chain();
                SegmentLog votes = votes()) {
            TestProbe<LedgerNews> news = kit.createTestProbe();
            kit.system().eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, news.ref()));
            ActorRef<Validator.Command> ledger = kit.spawn(Validator.create(
                    new Validator.Ground("alpha", Optional.of(KEY), chain, votes, (payload, set) -> Optional.empty()),
                    LedgerSettings.of(CONFIG.getConfig("darm")),
                    new ClockWorld(),
                    self -> {}));

            ledger.tell(new Validator.Submit(
                    FourValidators.payload("hello"),
                    kit.<Validator.SubmitReply>createTestProbe().ref()));

            CommittedBlock next = news.expectMessageClass(LedgerNews.BlockCommitted.class, Duration.ofSeconds(60))
                    .block();
            assertThat(next.height()).isEqualTo(HEIGHT + 1);
            assertThat(next.block().header().version()).isEqualTo(1);
            assertThat(next.block().header().previous().hex()).isEqualTo(TIP);
            assertThat(next.block().payloads()).isEqualTo(List.of(FourValidators.payload("hello")));
        } finally {
            kit.shutdownTestKit();
        }
        try (SegmentLog log = SegmentLog.open(new FileDisk(folder), "chain", SegmentLog.Options.DEFAULT)) {
            assertThat(verifier.verify(log))
                    .isInstanceOfSatisfying(ChainVerifier.Verdict.Sound.class, sound -> assertThat(sound.height())
                            .isEqualTo(HEIGHT + 1));
        }
        byte[] now = Files.readAllBytes(folder.resolve(LOG));
        assertThat(Arrays.copyOf(now, left.length)).isEqualTo(left);
    }
}
