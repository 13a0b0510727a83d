package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.LedgerRun.Node;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.world.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a decision of four validators costs when all goes well. Beta proposes at height 1. */
@Tag("simulated")
class LedgerCostTest {

    private static final long START_MS = 100;
    private static final long LINK_MS = 50;

    /** A verification takes a nanosecond, and all else nothing. */
    private static final Map<Effort, Double> VERIFICATIONS =
            Map.of(Effort.VERIFY, 1.0, Effort.HASH, 0.0, Effort.SIGN, 0.0, Effort.ENCODE, 0.0);

    private final LedgerRun run = new LedgerRun();
    private final long[] verified = new long[4];

    @Test
    void aDecisionTakesThreeOneWayDelaysTwentySevenMessagesAndNoTimer() {
        decide();

        assertThat(run.agenda.now()).isEqualTo(START_MS + 3 * LINK_MS);
        assertThat(run.spoken).isEqualTo(3 + 12 + 12);
        assertThat(run.timersRung).isZero();
    }

    @Test
    void aDecisionTakesTwoSyncsOfTheLogOfVotesAndOneOfTheChainOnEachValidator() {
        decide();

        assertThat(run.nodes).extracting(node -> node.voteSyncs).containsOnly(2L);
        assertThat(run.nodes).extracting(node -> node.blockSyncs).containsOnly(1L);
    }

    /** The proposal, three prevotes, and of the precommits the two that make a quorum with one's own. */
    @Test
    void everyMessageIsVerifiedOnceHoweverOftenItIsHeard() {
        run.copies = 3;
        Engine engine = new Engine(Engine.Options.of(1), (step, now, machine, kind, subject, detail, size) -> {});
        try {
            count(engine);
            decide();
        } finally {
            engine.close();
        }

        assertThat(verified).containsExactly(1 + 3 + 2, 3 + 2, 1 + 3 + 2, 1 + 3 + 2);
    }

    /** Whoever follows has no use for what validators say of the next height: it waits for the block. */
    @Test
    void whoeverFollowsVerifiesNoVoteOfTheNextHeight() {
        LedgerCore follower = new LedgerCore(
                "epsilon",
                Optional.empty(),
                ChainState.of(FourValidators.GENESIS),
                (payload, validators) -> Optional.empty(),
                LedgerRun.SETTINGS,
                new Random(1));
        Vote vote = FourValidators.precommit(1, 1, 0, Hash.of("a block"));

        assertThat(efforts(() -> follower.hear(new PeerMessage.Spoken("beta", vote), run.now())))
                .isZero();
    }

    /** The signatures that {@code step} verifies. */
    private static long efforts(Runnable step) {
        Engine engine = new Engine(Engine.Options.of(1), (at, now, machine, kind, subject, detail, size) -> {});
        try {
            Machine machine = engine.machine("epsilon", new DeviceCosts(1, 0, 0, VERIFICATIONS));
            machine.start(() -> {});
            engine.runUntil(1_000_000);
            return engine.on(machine, () -> {
                long before = engine.localNow();
                step.run();
                return engine.localNow() - before;
            });
        } finally {
            engine.close();
        }
    }

    private void decide() {
        run.linkMs = LINK_MS;
        run.start();
        run.agenda.after(START_MS, () -> run.nodes.get(1).submit(payload("hello")));

        assertThat(run.run(10_000, 1)).isTrue();
    }

    private void count(Engine engine) {
        List<Machine> machines = new ArrayList<>();
        for (Node node : run.nodes) {
            int index = machines.size();
            Machine machine = engine.machine(node.name, new DeviceCosts(1, 0, 0, VERIFICATIONS));
            machines.add(machine);
            machine.start(() -> {});
            node.meter = step -> verified[index] += engine.on(machine, () -> {
                long before = engine.localNow();
                step.run();
                return engine.localNow() - before;
            });
        }
        engine.runUntil(1_000_000);
    }
}
