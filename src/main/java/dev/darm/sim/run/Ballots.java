package dev.darm.sim.run;

import dev.darm.codec.Hash;
import dev.darm.ledger.PeerMessage;
import dev.darm.ledger.Validator;
import dev.darm.ledger.Vote;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.net.Parcel;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sees each vote as it leaves the validator that signed it, before anybody tampers with it. A validator that did not lose
 * its disk or its past votes votes once a round and type, and keeps to what it is locked on, crashes or not.
 */
final class Ballots implements Fabric.Tampering {

    /** The checks' names. */
    static final String ONE_VOTE = "one-vote";

    static final String LOCKS_HOLD = "locks-hold";

    /** Heights below the highest for which votes are remembered; a validator that repeats itself is seldom so late. */
    private static final long REMEMBERED = 50;

    private final Fabric.Tampering next;
    private final Engine engine;
    private final Observations seen;
    private final boolean locks;
    private final TreeMap<Long, HeightBallots> heights = new TreeMap<>();

    /** {@code locks}: whether the chain has locks, which one with the fast path has not. */
    Ballots(Fabric.Tampering next, Engine engine, Observations seen, boolean locks) {
        this.locks = locks;
        this.next = next;
        this.engine = engine;
        this.seen = seen;
    }

    @Override
    public void tamper(Machine from, Machine to, Parcel parcel, Fabric.Sending sending) {
        if (parcel.content() instanceof Validator.Says says
                && says.message() instanceof PeerMessage.Spoken(String name, Vote vote)) leaves(from, vote);
        next.tamper(from, to, parcel, sending);
    }

    /** A vote counts from the moment at which it leaves; a machine that crashes before has not cast it. */
    private void leaves(Machine from, Vote vote) {
        if (seen.harmed.contains(from.name()) || repeated(from, vote)) return;
        int incarnation = from.incarnation();
        engine.at(engine.localNow(), () -> {
            if (from.runs(incarnation)) cast(from.name(), vote);
        });
    }

    private boolean repeated(Machine from, Vote vote) {
        HeightBallots known = heights.get(vote.height());
        return known != null && vote.block().equals(known.vote(from.name(), vote.type(), vote.round()));
    }

    private void cast(String validator, Vote vote) {
        HeightBallots ballots =
                heights.computeIfAbsent(vote.height(), height -> new HeightBallots(seen.seats.at(height)));
        once(validator, vote, ballots);
        if (locks && vote.type() == Vote.Type.PREVOTE)
            vote.block().ifPresent(block -> locked(validator, vote, block, ballots));
        ballots.cast(validator, vote.type(), vote.round(), vote.block());
        heights.headMap(heights.lastKey() - REMEMBERED).clear();
    }

    private void once(String validator, Vote vote, HeightBallots ballots) {
        seen.told.merge(ONE_VOTE, 1L, Long::sum);
        Optional<Hash> first = ballots.vote(validator, vote.type(), vote.round());
        if (first != null && !first.equals(vote.block()))
            seen.broken.putIfAbsent(
                    ONE_VOTE,
                    "%s signed two votes of type %s in round %d of height %d: for %s and for %s"
                            .formatted(
                                    validator,
                                    vote.type(),
                                    vote.round(),
                                    vote.height(),
                                    named(first),
                                    named(vote.block())));
    }

    private void locked(String validator, Vote vote, Hash block, HeightBallots ballots) {
        seen.told.merge(LOCKS_HOLD, 1L, Long::sum);
        ballots.broken(validator, vote.round(), block, seen.harmed)
                .ifPresent(lock -> seen.broken.putIfAbsent(
                        LOCKS_HOLD,
                        "%s prevoted %s in round %d of height %d, and had precommitted %s in round %d"
                                .formatted(validator, block, vote.round(), vote.height(), lock.block(), lock.round())));
    }

    private static String named(Optional<Hash> block) {
        return block.map(Hash::toString).orElse("nil");
    }
}
