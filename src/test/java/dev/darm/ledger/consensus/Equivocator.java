package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import java.util.Optional;
import java.util.Random;

/** Votes for every value and for nil, to each peer as it likes, and proposes another value to each. */
final class Equivocator implements ConsensusDriver.Liar {

    private final ConsensusDriver driver;
    private final Random random;

    Equivocator(ConsensusDriver driver, long seed) {
        this.driver = driver;
        this.random = new Random(seed);
    }

    @Override
    public boolean hears(Machine self, Output<String> heard) {
        if (random.nextInt(3) > 0) return false;
        switch (heard) {
            case Output.Offered<String>(var offer)
            when honest(offer.validator()) ->
                lie(self, offer.height(), offer.round(), Optional.of(Hash.of(offer.value())));
            case Output.Voted<String>(var vote)
            when honest(vote.validator()) -> lie(self, vote.height(), vote.round(), vote.block());
            default -> {}
        }
        return false;
    }

    /** Liars that answered each other would never end. */
    private boolean honest(PublicKey key) {
        return driver.machines.stream().anyMatch(machine -> machine.honest && machine.key.equals(key));
    }

    private void lie(Machine self, long height, int round, Optional<Hash> id) {
        for (Machine to : driver.machines) {
            if (to == self) continue;
            Vote.Type type = random.nextBoolean() ? Vote.Type.PREVOTE : Vote.Type.PRECOMMIT;
            if (driver.fast.isPresent() && random.nextInt(3) == 0) type = Vote.Type.ENDORSE;
            Optional<Hash> choice =
                    switch (random.nextInt(3)) {
                        case 0 -> Optional.empty();
                        case 1 -> Optional.of(Hash.of("of nobody"));
                        default -> id;
                    };
            driver.send(self, to, new Output.Voted<>(Words.vote(type, height, round, choice, self.key)));
            String value = "of " + self.name + " for " + to.name + " at " + height;
            driver.send(self, to, new Output.Offered<>(new Offer<>(height, round, -1, value, self.key, Words.BLANK)));
        }
    }
}
