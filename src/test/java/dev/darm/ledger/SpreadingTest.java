package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.broadcast.Verdict;
import dev.darm.codec.Hash;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Decided blocks on their way to nodes that have no seat. */
class SpreadingTest {

    private static final List<String> FOLLOWERS = List.of("epsilon", "eta", "iota", "kappa", "theta", "zeta");

    private final LedgerNet net = new LedgerNet(GENESIS, 5);

    private void start() {
        for (int i = 0; i < 4; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        for (String follower : FOLLOWERS) net.start(follower, Optional.empty());
        net.run(Duration.ofSeconds(5));
    }

    private long height(String node) {
        return net.node(node).core.tip().height();
    }

    private long sum(java.util.function.ToLongFunction<LedgerNet.Node> count) {
        return net.nodes.values().stream().mapToLong(count).sum();
    }

    @Test
    void eachBlockComesToEachFollowerOnceAndNobodyAsksForIt() {
        start();
        for (int i = 1; i <= 20; i++) {
            net.node("alpha").submit(payload("claim " + i));
            // a decision takes three ways of 20 ms, the tree of seven three more, and what is submitted one
            net.run(Duration.ofMillis(7 * 20));

            for (String follower : FOLLOWERS)
                assertThat(height(follower)).as(follower).isEqualTo(i);
            net.run(Duration.ofMillis(337));
        }

        assertThat(sum(node -> node.broadcast.counts().copies())).isEqualTo(20L * FOLLOWERS.size());
        for (String follower : FOLLOWERS)
            assertThat(net.node(follower).blockResponses).isZero();
        for (String name : NAMES)
            assertThat(net.node(name).broadcast.counts().taken()).isZero();
    }

    @Test
    void whoMissesWhatIsPushedAsksWithinThreeIntervals() {
        start();
        net.noPushes.add("eta");
        for (int i = 1; i <= 5; i++) {
            net.node("alpha").submit(payload("claim " + i));
            net.run(Duration.ofMillis(3_300));

            assertThat(height("eta")).isEqualTo(i);
        }
        assertThat(net.node("eta").broadcast.counts().taken()).isZero();
    }

    @Test
    void whoComesInReachAsksAtOnceForWhatWasDecidedBefore() {
        for (int i = 0; i < 4; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        net.run(Duration.ofSeconds(5));
        for (int i = 1; i <= 3; i++) {
            net.node("alpha").submit(payload("claim " + i));
            net.run(Duration.ofSeconds(1));
        }

        net.start("eta", Optional.empty());
        net.run(Duration.ofMillis(5 * 20));

        assertThat(height("eta")).isEqualTo(3);
    }

    @Test
    void theNextValidatorSendsWhatTheOneThatMadeItCannot() {
        TreeSet<String> all = new TreeSet<>(NAMES);
        all.addAll(FOLLOWERS);
        PublicKey beta = KEYS.get(1).publicKey();

        assertThat(Spreading.receivers("beta", beta, SET, all)).containsExactlyElementsOf(FOLLOWERS);
        assertThat(Spreading.receivers("gamma", beta, SET, all)).isEmpty();
        all.remove("beta");
        assertThat(Spreading.receivers("gamma", beta, SET, all)).containsExactlyElementsOf(FOLLOWERS);
        assertThat(Spreading.receivers("alpha", beta, SET, all)).isEmpty();
        assertThat(Spreading.receivers("epsilon", beta, SET, all)).isEmpty();
    }

    @Test
    void blocksThatComeInTheWrongOrderAreTakenInTheRightOne() {
        List<CommittedBlock> blocks = blocks(3);
        LedgerCore follower = follower();

        assertThat(verdicts(push(follower, blocks.get(2)))).isEmpty();
        assertThat(verdicts(push(follower, blocks.get(1)))).isEmpty();
        assertThat(follower.tip().height()).isZero();
        assertThat(verdicts(push(follower, blocks.get(0)))).containsExactly(Verdict.TAKE, Verdict.TAKE, Verdict.TAKE);
        assertThat(follower.tip().height()).isEqualTo(3);
        assertThat(verdicts(push(follower, blocks.get(1)))).containsExactly(Verdict.DROP);
    }

    @Test
    void whatWasPushedTooEarlyIsTakenOnceTheBlockBeforeItIsFetched() {
        List<CommittedBlock> blocks = blocks(2);
        LedgerCore follower = follower();
        push(follower, blocks.get(1));

        List<Effect<Entry, Input<Block>, Said>> effects =
                follower.hear(new PeerMessage.BlockResponse("alpha", 2, List.of(blocks.get(0))), net.now());

        assertThat(verdicts(effects)).containsExactly(Verdict.TAKE);
        assertThat(follower.tip().height()).isEqualTo(2);
    }

    @Test
    void aPushedBlockIsVerifiedAsOneThatWasAskedForAndADamagedOneIsRefused() {
        CommittedBlock good = blocks(1).getFirst();
        CommittedBlock forged = new CommittedBlock(
                good.block(), Certificate.of(1, 0, good.block().hash(), List.of(), SET));
        LedgerCore follower = follower();

        List<Effect<Entry, Input<Block>, Said>> effects = push(follower, forged);

        assertThat(verdicts(effects)).containsExactly(Verdict.REFUSE);
        assertThat(effects)
                .anyMatch(effect -> effect instanceof Effect.Publish<Entry, Input<Block>, Said>(Said.BadBlock bad));
        assertThat(follower.tip().height()).isZero();
        assertThat(verdicts(push(follower, good))).containsExactly(Verdict.TAKE);
    }

    @Test
    void blocksOfFarAheadAreKeptUpToABound() {
        List<CommittedBlock> blocks = blocks(EarlyBlocks.MOST + 3);
        LedgerCore follower = follower();
        List<Verdict> verdicts = new ArrayList<>();

        for (CommittedBlock block : blocks.subList(1, blocks.size()).reversed())
            verdicts.addAll(verdicts(push(follower, block)));

        assertThat(verdicts).containsExactly(Verdict.DROP, Verdict.DROP);
        assertThat(verdicts(push(follower, blocks.getFirst()))).hasSize(EarlyBlocks.MOST + 1);
        assertThat(follower.tip().height()).isEqualTo(EarlyBlocks.MOST);
    }

    private LedgerCore follower() {
        LedgerCore follower = new LedgerCore(
                "epsilon",
                Optional.empty(),
                ChainState.of(GENESIS),
                (payload, validators) -> Optional.empty(),
                LedgerRun.SETTINGS,
                new Random(1));
        follower.connected(new TreeSet<>(NAMES), net.now());
        return follower;
    }

    private List<Effect<Entry, Input<Block>, Said>> push(LedgerCore follower, CommittedBlock block) {
        return follower.pushed(Hash.of(block.bytes()), block, net.now());
    }

    private static List<Verdict> verdicts(List<Effect<Entry, Input<Block>, Said>> effects) {
        List<Verdict> verdicts = new ArrayList<>();
        for (var effect : effects)
            if (effect instanceof Effect.Publish<Entry, Input<Block>, Said>(Said.Judged judged))
                verdicts.add(judged.verdict());
        return verdicts;
    }

    /** The first blocks of a chain. */
    private List<CommittedBlock> blocks(int count) {
        LedgerNet other = new LedgerNet(GENESIS, 6);
        for (int i = 0; i < 4; i++) other.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        for (int i = 0; i < count; i++) {
            other.node("alpha").submit(payload("claim " + i));
            other.run(Duration.ofMillis(500));
        }
        try {
            return other.node("alpha").chain.blocks(1, count, 1 << 24);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
