package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.LedgerRun.Node;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.world.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a decision of four validators costs when all goes well. Beta proposes at height 1. */
@Tag("simulated")
class LedgerCostTest {

    private static final long START_MS = 100;
    private static final long LINK_MS = 50;

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

    private void decide() {
        run.linkMs = LINK_MS;
        run.start();
        run.agenda.after(START_MS, () -> run.nodes.get(1).submit(payload("hello")));

        assertThat(run.run(10_000, 1)).isTrue();
    }

    /** Lets a verification take a nanosecond, and all else nothing. */
    private void count(Engine engine) {
        Map<Effort, Double> efforts =
                Map.of(Effort.VERIFY, 1.0, Effort.HASH, 0.0, Effort.SIGN, 0.0, Effort.ENCODE, 0.0);
        List<Machine> machines = new ArrayList<>();
        for (Node node : run.nodes) {
            int index = machines.size();
            Machine machine = engine.machine(node.name, new DeviceCosts(1, 0, 0, efforts));
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
