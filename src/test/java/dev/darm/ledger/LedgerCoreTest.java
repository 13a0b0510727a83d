package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.ConsensusRecord;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger of alpha, the first of four validators, told what the others say. Beta proposes at height 1. */
class LedgerCoreTest {

    private static final Instant NOW = GENESIS.time().plusSeconds(60);
    private static final PayloadRules RULES = (payload, validators) -> Optional.empty();

    private LedgerCore core = core(Optional.of(KEYS.getFirst()));
    private final List<Effect<Entry, Input<Block>, Said>> done = new ArrayList<>();

    LedgerCoreTest() {
        core.connected(new TreeSet<>(NAMES), NOW);
    }

    @Test
    void oneStrangeVoteDoesNotMakeAnIdleChainTurn() {
        hear("gamma", vote(2, 1, Optional.empty(), KEYS.get(2)));

        assertThat(votes()).isEmpty();
        assertThat(status().standing()).isEqualTo("idle: nothing to commit");
    }

    @Test
    void theProposersBlockMakesItTurnAndIsVotedFor() {
        Block block = block("hello");

        hear("beta", Proposal.sign(0, -1, block, KEYS.get(1)));

        assertThat(votes()).extracting(Vote::block).containsOnly(Optional.of(block.hash()));
        assertThat(status().standing())
                .isEqualTo("waiting for prevotes of beta, gamma, delta: 1 of 3 needed power for height 1 in round 0");
    }

    @Test
    void votesAndProposalsWithABadSignatureAreNotHeard() {
        Vote good = vote(0, 1, Optional.empty(), KEYS.get(1));
        for (int i = 1; i <= 3; i++) {
            PublicKey claimed = KEYS.get(i).publicKey();
            hear(NAMES.get(i), new Vote(Vote.Type.PREVOTE, 1, 0, Optional.empty(), claimed, otherSignature(good, i)));
        }

        assertThat(status().step()).isEqualTo("idle");
        assertThat(votes()).isEmpty();
    }

    @Test
    void aProposalOfTheFutureIsNotVotedFor() {
        Block late = ChainState.of(GENESIS)
                .propose(KEYS.get(1).publicKey(), NOW.plusSeconds(3600), 1, List.of(payload("x")));

        hear("beta", Proposal.sign(0, -1, late, KEYS.get(1)));

        assertThat(votes()).extracting(Vote::block).containsOnly(Optional.empty());
        assertThat(status().standing()).contains("refused a proposal: the block's time");
    }

    @Test
    void anEmptyBlockAndADoubledPayloadAreNotVotedFor() {
        for (List<Payload> payloads : List.of(List.<Payload>of(), List.of(payload("x"), payload("x")))) {
            core = core(Optional.of(KEYS.getFirst()));
            core.connected(new TreeSet<>(NAMES), NOW);
            done.clear();
            Block bad = ChainState.of(GENESIS).propose(KEYS.get(1).publicKey(), NOW, 1, payloads);

            hear("beta", Proposal.sign(0, -1, bad, KEYS.get(1)));

            assertThat(votes()).extracting(Vote::block).containsOnly(Optional.empty());
        }
    }

    @Test
    void theRecordsOfAVoteStandBeforeItInTheEffects() {
        hear("beta", Proposal.sign(0, -1, block("hello"), KEYS.get(1)));

        int recorded = first(effect -> effect
                instanceof
                Effect.Persist<Entry, Input<Block>, Said>(Entry.Remember(ConsensusRecord.VoteSigned<Block> signed)));
        int sent = first(effect -> effect
                instanceof Effect.Send<Entry, Input<Block>, Said>(Party to, Said.ToPeer(PeerMessage.Spoken spoken)));
        assertThat(recorded).isNotNegative().isLessThan(sent);
    }

    @Test
    void aBlockWithABrokenCertificateIsRefusedAndItsSenderNotAskedAgain() {
        Block block = block("hello");
        CommittedBlock forged = new CommittedBlock(block, FourValidators.certificate(block, 1, 2));
        tell(new PeerMessage.Reached("delta", 5));

        tell(new PeerMessage.BlockResponse("delta", 5, List.of(forged)));

        assertThat(core.tip().height()).isZero();
        assertThat(done)
                .anyMatch(effect -> effect
                                instanceof
                                Effect.Publish<Entry, Input<Block>, Said>(Said.BadBlock(String peer, String why))
                        && peer.equals("delta")
                        && why.contains("power"));
        done.clear();
        done.addAll(core.tick(NOW));
        done.addAll(core.tick(NOW));
        assertThat(requests()).isEmpty();
    }

    /** A name costs whoever makes it up nothing, so none is kept of a node that is not in reach. */
    @Test
    void whoIsNotInReachUsesUpNoAnswerOfWhoComesIntoReachUnderItsName() {
        tell(new PeerMessage.BlockResponse("beta", 1, List.of(FourValidators.committed(GENESIS.tip(), "hello"))));
        PeerMessage late = new PeerMessage.Spoken(
                "edge-1", FourValidators.precommit(1, 1, 0, block("hello").hash()));
        tell(late);
        assertThat(answers()).isEmpty();

        done.addAll(core.connected(new TreeSet<>(List.of("beta", "edge-1")), NOW));
        tell(late);

        assertThat(answers()).containsExactly("edge-1");
    }

    private List<String> answers() {
        return done.stream()
                .filter(effect ->
                        effect instanceof Effect.Send<Entry, Input<Block>, Said>(Party to, Said.BlocksFrom(long first)))
                .map(effect -> ((Party.Node) ((Effect.Send<Entry, Input<Block>, Said>) effect).to()).name())
                .toList();
    }

    @Test
    void aNodeThatLagsAsksOnePeerAtATimeAndTheNextWhenThatOneIsSilent() {
        tell(new PeerMessage.Reached("beta", 9));
        tell(new PeerMessage.Reached("gamma", 9));
        assertThat(requests()).containsExactly("beta");

        for (int tick = 0; tick < CatchUp.PATIENCE_TICKS; tick++) done.addAll(core.tick(NOW));

        assertThat(requests()).containsExactly("beta", "gamma");
    }

    @Test
    void whoIsAsFarIsToldSoInTurnAndWhoLagsAtEachTick() {
        tell(new PeerMessage.BlockResponse("beta", 1, List.of(FourValidators.committed(GENESIS.tip(), "hello"))));
        tell(new PeerMessage.Reached("gamma", 1));
        tell(new PeerMessage.Reached("delta", 0));
        done.clear();

        for (int tick = 0; tick < LedgerCore.TICKS_OF_SILENCE; tick++) done.addAll(core.tick(NOW));

        assertThat(told("beta")).isEqualTo(1);
        assertThat(told("gamma")).isEqualTo(1);
        assertThat(told("delta")).isEqualTo(LedgerCore.TICKS_OF_SILENCE);
    }

    private long told(String peer) {
        return done.stream()
                .filter(effect -> effect
                                instanceof
                                Effect.Send<Entry, Input<Block>, Said>(
                                        Party.Node(String to),
                                        Said.ToPeer(PeerMessage.Reached reached))
                        && to.equals(peer))
                .count();
    }

    @Test
    void aNodeThatSpeaksOfACommittedHeightIsSentTheBlocksOncePerTick() {
        CommittedBlock committed = FourValidators.committed(GENESIS.tip(), "hello");
        tell(new PeerMessage.BlockResponse("beta", 1, List.of(committed)));
        assertThat(core.tip().height()).isEqualTo(1);
        done.clear();

        for (int round = 0; round < 3; round++) hear("gamma", vote(round, 1, Optional.empty(), KEYS.get(2)));

        assertThat(done).containsExactly(new Effect.Send<>(new Party.Node("gamma"), new Said.BlocksFrom(1)));
    }

    @Test
    void whoAsksForBlocksOverAndOverIsServedABoundedNumberOfTimesATick() {
        tell(new PeerMessage.BlockResponse("beta", 1, List.of(FourValidators.committed(GENESIS.tip(), "hello"))));
        done.clear();

        for (int i = 0; i < 1_000; i++) tell(new PeerMessage.BlockRequest("gamma", 1));
        assertThat(done).hasSize(Serving.PER_PEER);
        for (int i = 0; i < 1_000; i++)
            for (String name : List.of("beta", "delta", "mallory")) tell(new PeerMessage.BlockRequest(name, 1));
        assertThat(done).hasSize(Serving.TOTAL);
        assertThat(done).allSatisfy(effect -> assertThat(effect)
                .isInstanceOfSatisfying(
                        Effect.Send.class, send -> assertThat(send.to()).isNotEqualTo(new Party.Node("mallory"))));

        // what was too much is served at the next tick, once a name
        done.clear();
        done.addAll(core.tick(NOW));
        assertThat(done.stream()
                        .filter(effect ->
                                effect instanceof Effect.Send<Entry, Input<Block>, Said>(var to, Said.BlocksFrom from))
                        .count())
                .isEqualTo(3);
    }

    @Test
    void aPeerThatClaimsAHeightAndGivesNothingIsNotAskedAgainSoon() {
        tell(new PeerMessage.Reached("beta", 1_000_000));
        done.addAll(core.tick(NOW));
        assertThat(asked()).containsExactly("beta");
        done.clear();

        for (int i = 0; i < 100; i++) {
            tell(new PeerMessage.BlockResponse("beta", 1_000_000, List.of()));
            done.addAll(core.tick(NOW));
        }

        assertThat(asked().size()).isLessThanOrEqualTo(100 / CatchUp.DISTRUST_TICKS + 1);
    }

    private List<String> asked() {
        List<String> names = new ArrayList<>();
        for (var effect : done)
            if (effect
                    instanceof
                    Effect.Send<Entry, Input<Block>, Said>(
                            Party.Node(String peer),
                            Said.ToPeer(PeerMessage.BlockRequest request))) names.add(peer);
        return names;
    }

    @Test
    void blocksFetchedWhileDecidingEndTheHeight() {
        hear("beta", Proposal.sign(0, -1, block("hello"), KEYS.get(1)));
        assertThat(status().round()).isZero();

        tell(new PeerMessage.BlockResponse(
                "beta", 1, List.of(FourValidators.committed(GENESIS.tip(), "hello", "another"))));

        assertThat(status().height()).isEqualTo(1);
        assertThat(status().step()).isEqualTo("idle");
    }

    /** Twice the same, one that the rules refuse, and two good ones. */
    @Test
    void whatIsSubmittedTogetherIsToldInOneMessageAndJudgedOneByOne() {
        core = new LedgerCore(
                "alpha",
                Optional.of(KEYS.getFirst()),
                ChainState.of(GENESIS),
                (payload, set) -> payload.equals(payload("bad")) ? Optional.of("it is bad") : Optional.empty(),
                settings("mempool.payloads = 2"),
                new Random(1));
        core.connected(new TreeSet<>(NAMES), NOW);

        LedgerCore.Submissions submissions = core.submit(
                List.of(payload("one"), payload("one"), payload("bad"), payload("two"), payload("three")), NOW);
        done.addAll(submissions.effects());

        assertThat(submissions.refusals().subList(0, 4))
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of("it is bad"), Optional.empty());
        assertThat(submissions.refusals().get(4).orElseThrow()).contains("too much waits");
        assertThat(sent("beta"))
                .containsExactly(new PeerMessage.Gossip("alpha", List.of(payload("one"), payload("two"))));
    }

    @Test
    void whatWaitsIsToldAgainOnlyWhileItDoesNotMove() {
        core.connected(new TreeSet<>(List.of("alpha", "beta")), NOW);
        core.submit(payload("hello"), NOW);
        done.addAll(core.tick(NOW));
        assertThat(gossips()).isZero();

        done.addAll(core.tick(NOW));

        assertThat(gossips()).isEqualTo(1);
    }

    @Test
    void aKeyOfAnotherNodeIsRefused() {
        assertThatThrownBy(() -> new LedgerCore(
                        "alpha", Optional.of(KEYS.get(2)), ChainState.of(GENESIS), RULES, settings(""), new Random(1)))
                .hasMessageContaining("the signing key of node alpha is enrolled for gamma");
    }

    @ParameterizedTest
    @CsvSource({
        "timeouts.propose.initial = 0 ms, timeouts.propose.initial",
        "block.payloads = 0, block.payloads",
        "block.bytes = 1 KiB, block.bytes",
        "mempool.payloads = 0, mempool.payloads",
        "response-bytes = 4 MiB, response-bytes"
    })
    void aKeyOutOfRangeIsNamedWithWhatWasExpected(String line, String key) {
        assertThatThrownBy(() -> settings(line))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("darm.ledger." + key)
                .hasMessageContaining("expected");
    }

    @Test
    void theDefaultsAreInRange() {
        assertThat(settings("").timeouts().propose().in(2)).isEqualTo(Duration.ofSeconds(2));
    }

    private static LedgerCore core(Optional<SigningKey> key) {
        return new LedgerCore("alpha", key, ChainState.of(GENESIS), RULES, settings(""), new Random(1));
    }

    private static LedgerSettings settings(String line) {
        Config config = ConfigFactory.parseString("darm.ledger { " + line + " }")
                .withFallback(ConfigFactory.parseResources("reference/ledger.conf"))
                .resolve();
        return LedgerSettings.of(config.getConfig("darm"));
    }

    private static Block block(String... texts) {
        List<Payload> payloads = new ArrayList<>();
        for (String text : texts) payloads.add(payload(text));
        return ChainState.of(GENESIS).propose(KEYS.get(1).publicKey(), NOW, 1, payloads);
    }

    private static Vote vote(int round, long height, Optional<Hash> block, SigningKey key) {
        return Vote.sign(CHAIN, Vote.Type.PREVOTE, height, round, block, key);
    }

    private static Signature otherSignature(Vote vote, int twist) {
        byte[] bytes = vote.signature().toBytes();
        bytes[twist] ^= 1;
        return Signature.ofBytes(bytes);
    }

    private void hear(String from, ConsensusMessage message) {
        tell(new PeerMessage.Spoken(from, message));
    }

    private void tell(PeerMessage message) {
        done.addAll(core.hear(message, NOW));
    }

    private LedgerStatus status() {
        return core.status(0, 0);
    }

    private int first(Predicate<Effect<Entry, Input<Block>, Said>> which) {
        for (int i = 0; i < done.size(); i++) if (which.test(done.get(i))) return i;
        return -1;
    }

    /** The votes sent to beta. */
    private List<Vote> votes() {
        List<Vote> votes = new ArrayList<>();
        for (PeerMessage message : sent("beta")) {
            if (message instanceof PeerMessage.Spoken(String from, Vote vote)) votes.add(vote);
        }
        return votes;
    }

    private List<String> requests() {
        List<String> asked = new ArrayList<>();
        for (String name : NAMES) {
            for (PeerMessage message : sent(name)) if (message instanceof PeerMessage.BlockRequest) asked.add(name);
        }
        return asked;
    }

    private long gossips() {
        return sent("beta").stream()
                .filter(message -> message instanceof PeerMessage.Gossip)
                .count();
    }

    private List<PeerMessage> sent(String peer) {
        List<PeerMessage> messages = new ArrayList<>();
        for (Effect<Entry, Input<Block>, Said> effect : done) {
            if (effect
                            instanceof
                            Effect.Send<Entry, Input<Block>, Said>(Party.Node(String to), Said.ToPeer(var message))
                    && to.equals(peer)) messages.add(message);
        }
        return messages;
    }
}
