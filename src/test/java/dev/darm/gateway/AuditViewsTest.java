package dev.darm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.darm.branch.AnyProof;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.gateway.AuditPort.ExportFile;
import dev.darm.gateway.AuditPort.LightCheck;
import dev.darm.gateway.AuditPort.ProofCheck;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Block;
import dev.darm.ledger.BlockCopy;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.Chain;
import dev.darm.ledger.ChainFile;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LedgerProof;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.TrustedBlock;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.sim.disk.TestDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node tells who checks its chain: seven blocks of one validator, three of them a page. */
class AuditViewsTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            "audit",
            ConfigFactory.parseString("akka.loglevel = OFF, akka.actor.provider = local")
                    .withFallback(ConfigFactory.load()));

    private static final SigningKey KEY = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);
    private static final Genesis GENESIS = Genesis.of(
            "audit",
            Instant.parse("2026-01-01T00:00:00Z"),
            new ValidatorSet(List.of(new ValidatorSet.Member("n1", KEY.publicKey(), 1))),
            ChainRules.SEED);
    private static final PayloadRules RULES = (payload, set) -> Optional.empty();
    private static final int HEIGHT = 7;

    private final Chain chain = chain(HEIGHT);
    private final Instant now = chain.tip().time().plusSeconds(1);
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private volatile long oldest = 1;

    /** The height at which the blocks below it are kept whole no more, once it was asked for. */
    private volatile long prunedAt = Long.MAX_VALUE;

    AuditViewsTest() throws IOException {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static Chain chain(int height) throws IOException {
        Chain chain = Chain.open(SegmentLog.open(new TestDisk(), "chain", SegmentLog.Options.DEFAULT), GENESIS);
        for (int i = 0; i < height; i++) {
            ChainState state = chain.state();
            Block block = state.propose(
                    KEY.publicKey(),
                    state.tip().time().plusSeconds(60),
                    i,
                    List.of(new Payload(Payload.CONSOLIDATION, new byte[] {(byte) i})));
            Vote vote = Vote.precommit(
                    "audit", block.height(), 0, block.hash(), block.header().time(), KEY);
            chain.append(new CommittedBlock(
                    block, Certificate.of(block.height(), 0, block.hash(), List.of(vote), state.validators())));
        }
        return chain;
    }

    /** A proof of a payload of some chain. */
    static LedgerProof proof() throws IOException {
        return chain(1).prove(1, 0);
    }

    private AuditViews views() {
        return views(chain);
    }

    private AuditViews views(Chain of) {
        return new AuditViews(GENESIS, looks(of), () -> now);
    }

    private ChainViews looks(Chain of) {
        ActorRef<Validator.Command> ledger = KIT.spawn(Behaviors.receiveMessage(message -> {
            switch (message) {
                case Validator.GetKept(ActorRef<Validator.Kept> replyTo) ->
                    replyTo.tell(new Validator.Kept(oldest, of.height(), new TreeSet<>(List.of("n3"))));
                case Validator.Light(long height, ActorRef<Validator.LightReply> replyTo) ->
                    replyTo.tell(new Validator.LightReply(
                            height < oldest || height > of.height() ? Optional.empty() : of.light(height)));
                case Validator.GetBlocks(long from, int max, ActorRef<Validator.Blocks> replyTo) -> {
                    asked.add(from);
                    if (from >= prunedAt) oldest = HEIGHT + 1;
                    replyTo.tell(new Validator.Blocks(
                            of.height(), from < oldest ? List.of() : of.blocks(from, Math.min(max, 3), 1 << 20)));
                }
                default -> throw new AssertionError(message);
            }
            return Behaviors.same();
        }));
        return new ChainViews(
                GENESIS,
                RULES,
                ledger,
                Optional.<ActorRef<BlockCopy.Command>>empty(),
                KIT.system(),
                Duration.ofSeconds(5));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refusal refusal ? refusal : e;
        }
    }

    private static byte[] bytes(ExportFile file) throws Exception {
        return get(file.bytes().runFold(ByteString.emptyByteString(), ByteString::concat, KIT.system()))
                .toArray();
    }

    private byte[] written(long first, long last) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ChainFile.Writer writer = new ChainFile.Writer(bytes, GENESIS, first)) {
            for (long height = first; height <= last; height++) writer.add(chain.block(height));
            writer.end();
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "1, 1", "1, 3", "1, 4", "5, 7", "7, 7"})
    void anExportHasTheBytesOfAFileOfThoseBlocks(long from, long to) throws Exception {
        ExportFile file = get(views().export(from, OptionalLong.of(to)));

        assertThat(bytes(file)).isEqualTo(written(from, to));
        assertThat(file.name()).isEqualTo("blocks-%012d-%012d.chain".formatted(from, to));
    }

    @Test
    void anExportWithoutAnEndGoesToTheNewestBlockAndIsVerified() throws Exception {
        byte[] bytes = bytes(get(views().export(1, OptionalLong.empty())));
        List<CommittedBlock> read = new ArrayList<>();

        ChainState end = ChainFile.read(
                new ByteArrayInputStream(bytes),
                ChainState.of(GENESIS),
                Optional.of(new ChainVerifier(GENESIS, RULES)),
                read::add);

        assertThat(end.height()).isEqualTo(HEIGHT);
        assertThat(read).hasSize(HEIGHT);
        assertThat(get(views().genesis())).isEqualTo(GenesisFile.write(GENESIS));
    }

    @Test
    void aChainWithoutBlocksHasAFileAsWell() throws Exception {
        ExportFile file = get(views(chain(0)).export(1, OptionalLong.empty()));

        assertThat(bytes(file)).isEqualTo(written(1, 0));
        assertThatThrownBy(() -> get(views(chain(0)).export(1, OptionalLong.of(1))))
                .isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({"8, 0, 8", "9, 9, 9", "1, 8, 8"})
    void whatTheChainHasNotIsRefusedWithTheHeight(long from, long to, long missing) {
        assertThatThrownBy(() -> get(views().export(from, to == 0 ? OptionalLong.empty() : OptionalLong.of(to))))
                .isInstanceOf(Refusal.class)
                .hasMessage("the chain has no block " + missing);
    }

    @Test
    void whatIsKeptNoMoreIsRefusedBeforeTheFileBegins() {
        oldest = 4;

        assertThatThrownBy(() -> get(views().export(3, OptionalLong.empty())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("keeps whole blocks from height 4 on")
                .satisfies(refusal -> assertThat(((Refusal) refusal).status()).isEqualTo(410));
    }

    @Test
    void noMoreBlocksAreReadThanAreTaken() throws Exception {
        ExportFile file = get(views().export(1, OptionalLong.empty()));
        assertThat(asked).containsExactly(1L);

        get(file.bytes().take(2).runWith(Sink.seq(), KIT.system()));

        assertThat(asked).containsExactly(1L, 4L);
    }

    @Test
    void aFileWhoseBlocksGoWhileItIsReadFails() throws Exception {
        prunedAt = 4;
        ExportFile file = get(views().export(1, OptionalLong.empty()));

        assertThatThrownBy(() -> bytes(file)).hasMessageContaining("keeps the block of height 4 no more");
    }

    @Test
    void headersAreFollowedFromTheGenesisOrATrustedBlock() throws Exception {
        Hash third = chain.block(3).block().hash();

        LightCheck all = get(views().follow(Optional.empty(), OptionalLong.empty(), 14));
        LightCheck some = get(views().follow(Optional.of(new TrustedBlock(3, third)), OptionalLong.of(5), 14));
        LightCheck none = get(views().follow(Optional.of(new TrustedBlock(3, third)), OptionalLong.of(2), 14));

        assertThat(all)
                .isEqualTo(new LightCheck(
                        true,
                        null,
                        0,
                        1,
                        7L,
                        chain.tip().hash().hex(),
                        chain.tip().time().toString(),
                        GENESIS.validators().words()));
        assertThat(some.valid()).isTrue();
        assertThat(some.from()).isEqualTo(3);
        assertThat(some.height()).isEqualTo(5);
        assertThat(some.headers()).isEqualTo(2);
        assertThat(none.height()).isEqualTo(3);
    }

    @Test
    void aChainThatDoesNotLeadThroughTheTrustedBlockDoesNotHold() throws Exception {
        LightCheck check =
                get(views().follow(Optional.of(new TrustedBlock(3, Hash.of("other"))), OptionalLong.empty(), 14));

        assertThat(check.valid()).isFalse();
        assertThat(check.fault())
                .contains("height 3 has the hash " + chain.block(3).block().hash(), "not " + Hash.of("other"));
        assertThat(check.height()).isNull();
    }

    @Test
    void aTrustedBlockThatIsTooOldIsNoBeginning() throws Exception {
        Instant later = now.plus(Duration.ofDays(2));
        Hash third = chain.block(3).block().hash();
        AuditViews late = new AuditViews(GENESIS, looks(chain), () -> later);

        assertThat(get(late.follow(Optional.of(new TrustedBlock(3, third)), OptionalLong.empty(), 1))
                        .fault())
                .contains("too old");
        assertThat(get(late.follow(Optional.of(new TrustedBlock(3, third)), OptionalLong.empty(), 3))
                        .valid())
                .isTrue();
    }

    @Test
    void aHeaderThatIsNotThereIsRefusedAsByItsOwnPath() {
        assertThatThrownBy(() -> get(views().follow(Optional.empty(), OptionalLong.of(8), 14)))
                .isInstanceOf(Refusal.class)
                .hasMessage("the chain has no block 8");
        oldest = 4;
        assertThatThrownBy(() -> get(views().follow(Optional.empty(), OptionalLong.of(3), 14)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("only abridged");
    }

    @Test
    void aProofIsCheckedAgainstTheGenesisOrATrustedHash() throws Exception {
        LedgerProof ledger = chain.prove(2, 0);
        AnyProof proof = ByteReader.readAll(ledger.bytes(), AnyProof::read);
        Hash hash = ledger.header().hash();

        ProofCheck byGenesis = get(views().check(proof, Optional.empty()));
        ProofCheck byHash = get(views().check(proof, Optional.of(hash)));
        ProofCheck wrong = get(views().check(proof, Optional.of(Hash.of("other"))));

        assertThat(byGenesis)
                .isEqualTo(new ProofCheck(
                        true,
                        null,
                        ledger.payload().hex(),
                        2L,
                        hash.hex(),
                        "audit",
                        "claims",
                        ledger.header().time().toString(),
                        1,
                        null));
        assertThat(byHash.valid()).isTrue();
        assertThat(byHash.signatures()).isNull();
        assertThat(wrong)
                .isEqualTo(ProofCheck.refused(proof.refusal(Hash.of("other")).orElseThrow()));
    }

    @Test
    void aProofWithoutSignaturesHoldsForNobodyWhoHasOnlyTheGenesis() throws Exception {
        LedgerProof good = chain.prove(2, 0);
        LedgerProof bare = new LedgerProof(
                List.of(),
                good.header(),
                new Certificate(2, 0, good.header().hash(), List.of()),
                good.section(),
                good.path(),
                good.payload());

        assertThat(get(views().check(new AnyProof(Optional.empty(), bare), Optional.empty()))
                        .fault())
                .contains("the block of height 2", "power 0 of 1");
    }
}
