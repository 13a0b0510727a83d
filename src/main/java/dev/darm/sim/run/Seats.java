package dev.darm.sim.run;

import dev.darm.codec.ByteReader;
import dev.darm.ledger.Block;
import dev.darm.ledger.Evidence;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SeatChange;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who decides which height with what power, followed from the blocks apart from the protocol, which may follow them wrong. */
final class Seats {

    private final TreeMap<PublicKey, String> names = new TreeMap<>();

    /** From a height on. */
    private final TreeMap<Long, SortedMap<String, Long>> power = new TreeMap<>();

    private long followed;

    Seats() {
        power.put(1L, Collections.emptySortedMap());
    }

    /** A validator of the genesis. */
    void enrol(String name, PublicKey key, long votes) {
        names.put(key, name);
        TreeMap<String, Long> all = new TreeMap<>(power.firstEntry().getValue());
        all.put(name, votes);
        power.put(1L, Collections.unmodifiableSortedMap(all));
    }

    /** A block that was committed, in the order of their heights; again is ignored. */
    void follow(Block block) {
        if (block.height() != followed + 1) return;
        followed = block.height();
        TreeMap<String, Long> next = new TreeMap<>(power.lastEntry().getValue());
        for (Payload payload : block.payloads()) {
            if (payload.kind() == Payload.SEAT_CHANGE) change(payload, next);
            if (payload.kind() == Payload.EVIDENCE) accuse(payload, next);
        }
        if (!next.equals(power.lastEntry().getValue()))
            power.put(followed + 1, Collections.unmodifiableSortedMap(next));
    }

    private void change(Payload payload, TreeMap<String, Long> next) {
        SeatChange change = ByteReader.readAll(payload.content(), SeatChange::read);
        next.remove(change.name());
        change.seat().ifPresent(seat -> {
            names.put(seat.key(), change.name());
            next.put(change.name(), (long) seat.power());
        });
    }

    private void accuse(Payload payload, TreeMap<String, Long> next) {
        String name =
                names.get(ByteReader.readAll(payload.content(), Evidence::read).validator());
        if (name != null) next.remove(name);
    }

    /** The power of those that decide {@code height}, by name. */
    SortedMap<String, Long> at(long height) {
        return power.floorEntry(Math.max(1, height)).getValue();
    }

    /** The power of those that decide the next block. */
    SortedMap<String, Long> now() {
        return power.lastEntry().getValue();
    }
}
