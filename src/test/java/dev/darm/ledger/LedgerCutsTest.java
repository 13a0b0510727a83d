package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.LedgerRun.Cut;
import dev.darm.ledger.LedgerRun.Node;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power is cut at every append and sync of the log of votes and the chain, before and after it. */
class LedgerCutsTest {

    private static final long MINUTE = 60_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aCutAnywhereLosesNothingThatWasSaidAndNothingThatWasCommitted(int victim) {
        cutsAnywhere(victim, FourValidators.GENESIS, 15);
    }

    /** Fewer records, as there are no precommits. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aCutAnywhereLosesNothingOnTheFastPath(int victim) {
        cutsAnywhere(victim, FourValidators.WITH_FAST_PATH, 10);
    }

    private static void cutsAnywhere(int victim, Genesis genesis, int more) {
        int operations = operations(victim, genesis);
        assertThat(operations).isGreaterThan(more);

        for (int operation = 0; operation < operations; operation++) {
            for (boolean done : new boolean[] {false, true}) {
                for (int kept = 0; kept < 3; kept++) {
                    LedgerRun run = new LedgerRun(genesis);
                    Node node = run.nodes.get(victim);
                    node.cut = new Cut(operation, done, kept);
                    node.downMs = kept == 1 ? 3_000 : 30;

                    boolean decided = decide(run);

                    assertThat(decided)
                            .as("cut %s of node %d", new Cut(operation, done, kept), victim)
                            .isTrue();
                    assertThat(node.cut).isNull();
                }
            }
        }
    }

    private static int operations(int victim, Genesis genesis) {
        LedgerRun run = new LedgerRun(genesis);
        decide(run);
        return run.nodes.get(victim).operations;
    }

    /** Two payloads at different nodes, the second while the first is decided. */
    private static boolean decide(LedgerRun run) {
        run.start();
        run.agenda.after(10, () -> run.nodes.get(1).insist(payload("one")));
        run.agenda.after(45, () -> run.nodes.get(2).insist(payload("two")));
        return run.run(MINUTE, 2);
    }
}
