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
import org.jspecify.annotations.Nullable;

/**
 * Sees each vote as it leaves the validator that signed it, before anybody tampers with it: one that did not lose its disk
 * or its past votes once a round, crashes or not.
 */
final class Ballots implements Fabric.Tampering {

    /** The check's name. */
    static final String NAME = "one-vote";

    /** Heights below the highest for which votes are remembered; a validator that repeats itself is seldom so late. */
    private static final long REMEMBERED = 50;

    private final Fabric.Tampering next;
    private final Engine engine;
    private final Observations seen;
    private final TreeMap<Long, TreeMap<String, Optional<Hash>>> votes = new TreeMap<>();

    Ballots(Fabric.Tampering next, Engine engine, Observations seen) {
        this.next = next;
        this.engine = engine;
        this.seen = seen;
    }

    @Override
    public void tamper(Machine from, Machine to, Parcel parcel, Fabric.Sending sending) {
        if (parcel.content() instanceof Validator.FromPeer(PeerMessage.Spoken(String name, Vote vote)))
            leaves(from, vote);
        next.tamper(from, to, parcel, sending);
    }

    /** A vote counts from the moment at which it leaves; a machine that crashes before has not cast it. */
    private void leaves(Machine from, Vote vote) {
        if (seen.harmed.contains(from.name()) || vote.block().equals(known(from, vote))) return;
        int incarnation = from.incarnation();
        engine.at(engine.localNow(), () -> {
            if (from.alive() && from.incarnation() == incarnation) cast(from, vote);
        });
    }

    private @Nullable Optional<Hash> known(Machine from, Vote vote) {
        return votes.getOrDefault(vote.height(), new TreeMap<>()).get(key(from, vote));
    }

    private void cast(Machine from, Vote vote) {
        seen.told.merge(NAME, 1L, Long::sum);
        Optional<Hash> first =
                votes.computeIfAbsent(vote.height(), any -> new TreeMap<>()).putIfAbsent(key(from, vote), vote.block());
        votes.headMap(votes.lastKey() - REMEMBERED).clear();
        if (first != null && !first.equals(vote.block()))
            seen.broken.putIfAbsent(
                    NAME,
                    "%s signed two votes of type %s in round %d of height %d: for %s and for %s"
                            .formatted(
                                    from.name(),
                                    vote.type(),
                                    vote.round(),
                                    vote.height(),
                                    named(first),
                                    named(vote.block())));
    }

    private static String named(Optional<Hash> block) {
        return block.map(Hash::toString).orElse("nil");
    }

    private static String key(Machine from, Vote vote) {
        return from.name() + " " + vote.round() + " " + vote.type();
    }
}
