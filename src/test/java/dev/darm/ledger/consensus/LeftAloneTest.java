package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Weather;
import dev.darm.ledger.consensus.CrashPoint.Moment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * One liar of four, v1, and links that lose prevotes to v4 for a second, and what v4 says for three. In round 0 v2 and v3 lock and precommit. v4 hears
 * these precommits and one for nil that the liar shows to it only, waits, and goes on to round 1 without a precommit of its
 * own; v2 and v3 never see a third one. By the paper's gossip they would hear the liar's.
 */
class LeftAloneTest {

    private static final long MINUTE = 60_000;

    /** v4 has said something in round 1 by then. */
    private static final long V4_HEARD_MS = 3_000;

    @Test
    void aVoteThatALiarShowsToOneValidatorOnlyDoesNotSeparateItFromTheOthersForEver() {
        assertThat(driver().run(MINUTE)).isTrue();
    }

    /** It comes back in round 1, from where no way leads back, and nobody else can ever tell how it came there. */
    @Test
    void whoLeftARoundAloneStillShowsHowAfterACrashAtAnyOfItsRecords() {
        ConsensusDriver good = driver();
        good.run(MINUTE);
        int runs = 0;

        for (int record = 0; record < last(good).disk.size(); record++) {
            for (Moment moment : Moment.values()) {
                for (long downMs : new long[] {1, 300, 5_000}) {
                    ConsensusDriver driver = driver();
                    last(driver).crashAt = new CrashPoint(record, moment);
                    last(driver).downMs = downMs;

                    assertThat(driver.run(MINUTE))
                            .as("crash at record %d, %s, down for %d ms", record, moment, downMs)
                            .isTrue();
                    runs += driver.crashes;
                }
            }
        }

        assertThat(runs).isGreaterThan(50);
    }

    /** All of them lose what they heard: v4 alone has it in its records. */
    @Test
    void whoLeftARoundAloneShowsHowAlsoAfterAnOutageOfAll() {
        ConsensusDriver driver = driver();
        for (long at = 2_500; at <= 5_500; at += 1_000) {
            driver.after(at, () -> driver.machines.forEach(Machine::crash));
            driver.after(at + 500, () -> driver.machines.forEach(Machine::restart));
        }

        assertThat(driver.run(MINUTE)).isTrue();
    }

    private static ConsensusDriver driver() {
        ConsensusDriver driver = new ConsensusDriver(1, 4, 1);
        for (int i = 2; i <= 4; i++) driver.honest(i);
        Machine liar = driver.liar(1, "", new ConsensusDriver.Liar() {
            @Override
            public boolean hears(Machine self, Output<String> heard) {
                return false;
            }
        });
        driver.links = Links.exactly(20);
        driver.weather = (from, to, message) -> LeftAloneTest.weather(driver.now(), from, to, message);
        driver.after(25, () -> say(driver, liar));
        driver.start();
        return driver;
    }

    private static Machine last(ConsensusDriver driver) {
        return driver.machines.get(2);
    }

    /** The liar completes the polka of v2 and v3, and shows a precommit to v4. */
    private static void say(ConsensusDriver driver, Machine liar) {
        for (Machine to : driver.machines) {
            if (to == liar) continue;
            boolean last = to.name.equals("v4");
            Vote.Type type = last ? Vote.Type.PRECOMMIT : Vote.Type.PREVOTE;
            Optional<Hash> id = last ? Optional.empty() : Optional.of(Hash.of("of v2 at 1.0"));
            driver.send(liar, to, new Output.Voted<>(Words.vote(type, 1, 0, id, liar.key)));
        }
    }

    private static long weather(long now, Machine from, Machine to, Output<String> message) {
        boolean prevote = message instanceof Output.Voted<String>(Vote vote) && vote.type() == Vote.Type.PREVOTE;
        boolean offer = message instanceof Output.Offered<String>;
        if (now < 1_000 && to.name.equals("v4") && (prevote || offer)) return Weather.LOST;
        return now < V4_HEARD_MS && from.name.equals("v4") ? Weather.LOST : 0;
    }
}
