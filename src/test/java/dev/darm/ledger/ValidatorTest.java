package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.eventstream.EventStream;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.ledger.ChainVerifier.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole ledgers as actors in one actor system, which talk to each other directly. */
class ValidatorTest {

    private static final Config CONFIG = ConfigFactory.parseString("""
            darm.ledger { gossip-interval = 100 ms, timeouts.repeat = 200 ms, timeouts.propose.initial = 500 ms }
            akka { loglevel = WARNING, actor.provider = local }
            """)
            .withFallback(ConfigFactory.parseResources("reference/ledger.conf"))
            .resolve();
    private static final LedgerSettings SETTINGS = LedgerSettings.of(CONFIG.getConfig("darm"));
    private static final PayloadRules RULES = (payload, validators) ->
            payload.equals(payload("refused")) ? Optional.of("that one is refused") : Optional.empty();

    private final ActorTestKit kit = ActorTestKit.create("ledger", CONFIG.withFallback(ConfigFactory.load()));
    private final TreeMap<String, Home> homes = new TreeMap<>();

    /** A node's logs, which outlive its actor. */
    private final class Home {
        final String name;
        final Optional<SigningKey> key;
        final Genesis genesis;
        final RecordsInHeap chain = new RecordsInHeap();
        final RecordsInHeap votes = new RecordsInHeap();
        Optional<ActorRef<Validator.Command>> ledger = Optional.empty();

        Home(String name, Optional<SigningKey> key) {
            this(name, key, GENESIS);
        }

        Home(String name, Optional<SigningKey> key, Genesis genesis) {
            this.name = name;
            this.key = key;
            this.genesis = genesis;
        }

        void start() {
            try {
                // payloads are signed for one chain
                PayloadRules rules = genesis.equals(GENESIS) ? RULES : (payload, validators) -> Optional.empty();
                Validator.Ground ground = new Validator.Ground(name, key, Chain.open(chain, genesis), votes, rules);
                ledger = Optional.of(kit.spawn(Validator.create(ground, SETTINGS, new ClockWorld(), self -> {})));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            connectAll();
        }

        void kill() {
            kit.stop(ledger.orElseThrow());
            ledger = Optional.empty();
            connectAll();
        }

        ActorRef<Validator.Command> ref() {
            return ledger.orElseThrow();
        }

        LedgerStatus status() {
            TestProbe<LedgerStatus> probe = kit.createTestProbe();
            ref().tell(new Validator.GetStatus(probe.ref()));
            return probe.receiveMessage();
        }

        Validator.SubmitReply submit(String text) {
            TestProbe<Validator.SubmitReply> probe = kit.createTestProbe();
            ref().tell(new Validator.Submit(payload(text), probe.ref()));
            return probe.receiveMessage();
        }

        List<CommittedBlock> blocks() {
            TestProbe<Validator.Blocks> probe = kit.createTestProbe();
            ref().tell(new Validator.GetBlocks(1, Integer.MAX_VALUE, probe.ref()));
            return probe.receiveMessage().blocks();
        }

        List<String> texts() {
            return blocks().stream()
                    .flatMap(block -> block.block().payloads().stream())
                    .map(payload -> new String(payload.content(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void oneValidatorAloneCommits() {
        Genesis alone = new Genesis(
                "alone",
                GENESIS.time(),
                new ValidatorSet(
                        List.of(new ValidatorSet.Member("alpha", KEYS.getFirst().publicKey(), 1))));
        TestProbe<LedgerNews> news = kit.createTestProbe();
        kit.system().eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, news.ref()));
        RecordsInHeap chain = new RecordsInHeap();
        ActorRef<Validator.Command> ledger = kit.spawn(Validator.create(
                new Validator.Ground(
                        "alpha", Optional.of(KEYS.getFirst()), open(chain, alone), new RecordsInHeap(), RULES),
                SETTINGS,
                new ClockWorld(),
                self -> {}));

        ledger.tell(new Validator.Submit(
                payload("hello"), kit.<Validator.SubmitReply>createTestProbe().ref()));

        LedgerNews.BlockCommitted told = news.expectMessageClass(LedgerNews.BlockCommitted.class);
        assertThat(told.block().height()).isEqualTo(1);
        TestProbe<Validator.LogAnswer> log = kit.createTestProbe();
        ledger.tell(new Validator.AskLog(new LogQuestion.Newest(), log.ref()));
        assertThat(log.receiveMessage().bytes().orElseThrow().utf8String())
                .startsWith("darm/alone/")
                .contains("\n1\n");
        assertThat(chain.synced).as("durable when it is told").isEqualTo(2);
    }

    @Test
    void fourValidatorsCommitTheSameBlocksAndAnIdleChainRests() throws IOException {
        four();

        for (int i = 0; i < 20; i++) home(NAMES.get(i % 4)).submit("payload " + i);

        await().until(() ->
                homes.values().stream().allMatch(home -> home.texts().size() == 20));
        assertSameChains();
        long height = home("alpha").status().height();
        long votes = home("alpha").status().voteSyncs();
        assertThat(votes)
                .as("at most a sync for the proposal and prevote, and one for the precommit, a height")
                .isLessThanOrEqualTo(2 * height);
        assertThat(home("alpha").status().standing()).isEqualTo("idle: nothing to commit");
    }

    @Test
    void threeGoOnWithoutTheFourthWhichCatchesUpFromItsLogs() throws IOException {
        four();
        home("beta").submit("before");
        await().until(() ->
                homes.values().stream().allMatch(home -> home.texts().size() == 1));

        home("gamma").kill();
        for (int i = 0; i < 10; i++) {
            home("alpha").submit("without gamma " + i);
            int expected = i + 2;
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> home("delta").texts().size() == expected);
        }
        home("gamma").start();

        await().atMost(Duration.ofSeconds(20)).until(() -> home("gamma").texts().size() == 11);
        home("gamma").submit("after");
        await().atMost(Duration.ofSeconds(20)).until(() -> homes.values().stream()
                .allMatch(home -> home.texts().contains("after")));
        assertSameChains();
    }

    @Test
    void allStoppedAtOnceGoOnAfterwards() throws IOException {
        four();
        for (int i = 0; i < 5; i++) home("alpha").submit("payload " + i);
        List<Home> all = new ArrayList<>(homes.values());
        all.forEach(home -> kit.stop(home.ref()));

        all.forEach(Home::start);
        for (int i = 0; i < 5; i++) home("alpha").submit("payload " + i);

        await().atMost(Duration.ofSeconds(20)).until(() -> homes.values().stream()
                .allMatch(home -> home.texts().size() == 5));
        assertSameChains();
    }

    /** A member that is no ledger, or another's, uses up what beta is served a tick, and talks in its name. */
    @Test
    void aForgedNameIsDroppedAndCountedAndBetaIsStillServed() throws IOException {
        four();
        home("alpha").submit("first");
        await().until(() ->
                homes.values().stream().allMatch(home -> home.texts().size() == 1));
        await().until(() -> forged("alpha").acquainted().equals(List.of("beta", "delta", "gamma")));
        assertThat(forged("alpha").messages()).isZero();

        for (int i = 0; i < 200; i++) {
            PeerMessage forgery = new PeerMessage.BlockRequest("beta", 1);
            home("alpha")
                    .ref()
                    .tell(
                            i % 2 == 0
                                    ? new Validator.FromPeer(forgery)
                                    : new Validator.WithPass(forgery, Hash.of("guessed")));
            home("alpha").ref().tell(new Validator.Greet("beta", Hash.of("stolen " + i), Hash.ZERO));
        }

        assertThat(forged("alpha").messages()).isEqualTo(200);
        home("beta").submit("second");
        await().atMost(Duration.ofSeconds(20)).until(() -> homes.values().stream()
                .allMatch(home -> home.texts().contains("second")));
        home("beta").kill();
        home("beta").start();
        await().until(() -> forged("alpha").acquainted().contains("beta")
                && forged("beta").acquainted().contains("alpha"));
        home("beta").submit("third");
        await().atMost(Duration.ofSeconds(20)).until(() -> homes.values().stream()
                .allMatch(home -> home.texts().contains("third")));
        assertSameChains();
        assertThat(forged("beta").messages()).isZero();
    }

    private Validator.Forged forged(String name) {
        TestProbe<Validator.Forged> probe = kit.createTestProbe();
        home(name).ref().tell(new Validator.GetForged(probe.ref()));
        return probe.receiveMessage();
    }

    /** A crash between the log of votes and the chain leaves one of them a step behind, and either order is mended. */
    @Test
    void aLostLastBlockIsFetchedAndALostVoteIsNotMissed() throws IOException {
        four();
        for (int i = 0; i < 3; i++) {
            home("alpha").submit("payload " + i);
            int expected = i + 1;
            await().until(() ->
                    homes.values().stream().allMatch(home -> home.texts().size() == expected));
        }
        home("gamma").kill();
        home("delta").kill();
        home("gamma").chain.records.removeLast();
        home("delta").votes.records.removeLast();

        home("gamma").start();
        home("delta").start();

        await().atMost(Duration.ofSeconds(20)).until(() -> home("gamma").texts().size() == 3);
        home("delta").submit("after");
        await().atMost(Duration.ofSeconds(20)).until(() -> homes.values().stream()
                .allMatch(home -> home.texts().contains("after")));
        assertSameChains();
    }

    @Test
    void aBlockThatNobodyStoredIsDecidedAgainFromTheVotesThatAllRemember() throws IOException {
        four();
        home("alpha").submit("hello");
        await().until(() ->
                homes.values().stream().allMatch(home -> home.texts().size() == 1));
        Hash decided = home("alpha").blocks().getFirst().block().hash();
        List<Home> all = new ArrayList<>(homes.values());
        all.forEach(home -> kit.stop(home.ref()));
        all.forEach(home -> home.chain.records.removeLast());

        all.forEach(Home::start);

        await().atMost(Duration.ofSeconds(20)).until(() -> homes.values().stream()
                .allMatch(home -> home.texts().size() == 1));
        assertThat(home("delta").blocks().getFirst().block().hash()).isEqualTo(decided);
        assertSameChains();
    }

    @Test
    void aDiskThatFailsStopsTheLedger() {
        four();
        TestProbe<Object> watcher = kit.createTestProbe();
        home("alpha").votes.failNextSync = true;

        home("alpha").submit("hello");

        watcher.expectTerminated(home("alpha").ref(), Duration.ofSeconds(10));
    }

    @Test
    void aNodeThatIsNoValidatorFollowsAndPassesOnWhatIsSubmittedToIt() {
        four();
        Home follower = new Home("edge-1", Optional.empty());
        homes.put("edge-1", follower);
        follower.start();

        assertThat(follower.submit("from the edge")).isInstanceOf(Validator.Queued.class);

        await().until(() ->
                homes.values().stream().allMatch(home -> home.texts().equals(List.of("from the edge"))));
        assertThat(follower.status().step()).isEqualTo("follows");
        assertThat(follower.votes.records).isEmpty();
    }

    @Test
    void withoutAQuorumItSaysWhoIsMissing() {
        four();
        home("gamma").kill();
        home("delta").kill();

        home("alpha").submit("never");

        await().untilAsserted(() -> assertThat(home("alpha").status().standing())
                .isEqualTo("not enough validators connected: 2 of 3 needed power, missing gamma, delta"));
        assertThat(home("alpha").status().height()).isZero();
        assertThat(home("alpha").status().waitingPayloads()).isEqualTo(1);
    }

    @Test
    void aPayloadThatTheRulesRefuseIsRefusedWithTheReason() {
        four();

        Validator.SubmitReply reply = home("alpha").submit("refused");

        assertThat(reply).isEqualTo(new Validator.Refused(payload("refused").hash(), "that one is refused"));
    }

    @Test
    void thePayloadSubmittedTwiceStandsInTheChainOnce() {
        four();
        home("alpha").submit("once");
        await().until(() -> home("beta").texts().size() == 1);

        assertThat(home("beta").submit("once")).isInstanceOf(Validator.Queued.class);
        home("beta").submit("other");

        await().until(() -> home("alpha").texts().contains("other"));
        assertThat(home("alpha").texts()).containsExactly("once", "other");
    }

    static Stream<Arguments> strangers() {
        SigningKey own = FourValidators.key(50);
        List<ValidatorSet.Member> others = new ArrayList<>();
        for (String name : NAMES)
            others.add(new ValidatorSet.Member(
                    name, FourValidators.key(60 + others.size()).publicKey(), 1));
        ValidatorSet alone = new ValidatorSet(List.of(new ValidatorSet.Member("stranger", own.publicKey(), 1)));
        String chain = "the block is of chain \"home\", not \"away\"";
        return Stream.of(
                Arguments.of(new Genesis("away", GENESIS.time(), FourValidators.SET), chain),
                Arguments.of(new Genesis("away", GENESIS.time(), alone), chain),
                Arguments.of(
                        new Genesis(GENESIS.chainId(), GENESIS.time(), new ValidatorSet(others)),
                        "the block is the first of a chain \"home\" with the genesis " + GENESIS.hash()
                                + ", but the genesis here is "));
    }

    /** A member with another genesis: of the same validators, of itself alone, which goes on by itself, or of other keys under the same names. */
    @ParameterizedTest
    @MethodSource("strangers")
    void aStrangerTakesNothingGivesNothingAndSaysOnceOfEachOtherThatItsChainIsAnother(Genesis genesis, String why)
            throws IOException {
        four();
        home("alpha").submit("first");
        await().until(() ->
                homes.values().stream().allMatch(home -> home.texts().size() == 1));
        List<Home> fleet = List.copyOf(homes.values());
        Home stranger = new Home("stranger", Optional.of(FourValidators.key(50)), genesis);
        homes.put("stranger", stranger);

        LoggingTestKit.warn("follows another chain, and nothing of it is taken: " + why)
                .withOccurrences(4)
                .expect(kit.system(), () -> {
                    stranger.start();
                    stranger.submit("refused");
                    for (int i = 0; i < 5; i++) home(NAMES.get(i % 4)).submit("payload " + i);
                    await().atMost(Duration.ofSeconds(20)).until(() -> fleet.stream()
                            .allMatch(home -> home.texts().size() == 6));
                    await().atMost(Duration.ofSeconds(20)).until(() -> stranger.status()
                            .standing()
                            .startsWith("has another genesis than alpha, beta, delta, gamma: the block is"));
                    return null;
                });

        assertThat(stranger.status().standing()).contains(why);
        assertThat(stranger.texts()).isSubsetOf("refused");
        for (Home home : fleet) {
            assertThat(home.texts()).doesNotContain("refused");
            assertThat(home.status().standing()).isEqualTo("idle: nothing to commit");
        }
        homes.remove("stranger");
        assertSameChains();
    }

    private Home home(String name) {
        return Objects.requireNonNull(homes.get(name));
    }

    private void four() {
        for (int i = 0; i < 4; i++) homes.put(NAMES.get(i), new Home(NAMES.get(i), Optional.of(KEYS.get(i))));
        homes.values().forEach(Home::start);
    }

    private void connectAll() {
        TreeMap<String, ActorRef<Validator.Command>> peers = new TreeMap<>();
        homes.values().forEach(home -> home.ledger.ifPresent(ref -> peers.put(home.name, ref)));
        peers.values().forEach(ref -> ref.tell(new Validator.PeersAre(peers)));
    }

    private void assertSameChains() throws IOException {
        Verdict first = new ChainVerifier(GENESIS, RULES).verify(home("alpha").chain);
        assertThat(first).isInstanceOf(Verdict.Sound.class);
        for (Home home : homes.values())
            await().untilAsserted(() -> assertThat(new ChainVerifier(GENESIS, RULES).verify(home.chain))
                    .isEqualTo(first));
    }

    private static Chain open(RecordsInHeap log, Genesis genesis) {
        try {
            return Chain.open(log, genesis);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
