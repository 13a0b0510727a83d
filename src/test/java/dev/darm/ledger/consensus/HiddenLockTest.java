package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * One liar of four, v2, over links that lose nothing and take 20 ms. It shows the vote that makes a polka to one validator
 * only, in each round to the proposer, so that v1 and v3 lock in turn on what the other one does not know to be locked.
 *
 * <p>The paper is safe from this by its gossip: what one correct validator heard, all hear. Here votes are not passed on one
 * by one; who saw a polka in a round that does not decide shows it to all.
 */
class HiddenLockTest {

    private static final long MINUTE = 60_000;

    @Test
    void locksThatALiarKeepsFromTheOthersDoNotDelayTheDecisionForEver() {
        ConsensusDriver driver = new ConsensusDriver(1, 4, 1);
        driver.honest(1);
        driver.honest(3);
        driver.honest(4);
        driver.liar(2, "", new Hider(driver));
        driver.links = Links.exactly(20);

        driver.start();

        assertThat(driver.run(MINUTE)).isTrue();
        assertThat(driver.lastRound).isLessThanOrEqualTo(1);
    }

    private static final class Hider implements ConsensusDriver.Liar {

        private static final String VALUE = "of v2";

        private final ConsensusDriver driver;
        private final TreeMap<Integer, TreeSet<String>> voters = new TreeMap<>();

        private Hider(ConsensusDriver driver) {
            this.driver = driver;
            driver.after(1, this::offer);
        }

        /** Its own round is the first: v4 does not hear of the value. */
        private void offer() {
            Machine self = machine("v2");
            Output<String> offer = new Output.Offered<>(new Offer<>(1, 0, -1, VALUE, self.key, Words.BLANK));
            driver.send(self, machine("v1"), offer);
            driver.send(self, machine("v3"), offer);
        }

        @Override
        public boolean hears(Machine self, Output<String> heard) {
            if (heard instanceof Output.Voted<String>(Vote vote)
                    && vote.type() == Vote.Type.PREVOTE
                    && vote.block().isPresent()
                    && voters.computeIfAbsent(vote.round(), round -> new TreeSet<>())
                            .add(vote.validator() + vote.block().get().hex())
                    && voters.get(vote.round()).size() == 2) complete(self, vote.round(), vote.block());
            return false;
        }

        private void complete(Machine self, int round, Optional<Hash> id) {
            Machine proposer = driver.machines.stream()
                    .filter(machine -> machine.key.equals(
                            ProposerRotation.of(driver.validators).proposer(1, round)))
                    .findFirst()
                    .orElseThrow();
            Machine shown = proposer == self ? machine("v1") : proposer;
            driver.send(self, shown, new Output.Voted<>(Words.vote(Vote.Type.PREVOTE, 1, round, id, self.key)));
        }

        private Machine machine(String name) {
            return driver.machines.stream()
                    .filter(machine -> machine.name.equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
