package dev.darm.ledger.consensus;

import dev.darm.world.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a validator stops: at its record {@code record}, counted from 0 over all its lives.
 *
 * <p>A shell makes all records of one list of effects durable with one sync and then does the rest; what it owes is only
 * that nothing after a record leaves before that record is durable. The moments are those of both.
 */
record CrashPoint(int record, Moment moment) {

    /** What has happened of the list of effects in which the record stands. */
    enum Moment {
        /** The sync was cut short: the records before this one are on disk, this one is torn, nothing else was done. */
        TORN,
        /** All records of the list are on disk, and nothing else was done. */
        SYNCED,
        /** All that stands before the record was done; the record is lost. */
        BEFORE,
        /** All that stands before the record was done; the record is on disk. */
        AFTER,
        /** As {@link #AFTER}, and the next message reached one other validator only. */
        HALF_SENT
    }

    /** Whether this point lies in {@code effects}, when {@code before} records were made before them. */
    <E, M, S> boolean liesIn(List<Effect<E, M, S>> effects, int before) {
        return record >= before && record < before + records(effects).size();
    }

    /** The records that become durable although nothing else is done. */
    <E, M, S> List<E> kept(List<Effect<E, M, S>> effects, int before) {
        List<E> records = records(effects);
        return switch (moment) {
            case TORN -> records.subList(0, record - before);
            case SYNCED -> records;
            case BEFORE, AFTER, HALF_SENT -> List.of();
        };
    }

    /** The effects that are carried out. */
    <E, M, S> List<Effect<E, M, S>> done(List<Effect<E, M, S>> effects, int before) {
        int at = position(effects, before);
        return switch (moment) {
            case TORN, SYNCED -> List.of();
            case BEFORE -> effects.subList(0, at);
            case AFTER, HALF_SENT -> effects.subList(0, at + 1);
        };
    }

    /** The message that reaches one other validator only. */
    <E, M, S> Optional<S> halfSent(List<Effect<E, M, S>> effects, int before) {
        if (moment != Moment.HALF_SENT) return Optional.empty();
        for (Effect<E, M, S> effect : effects.subList(position(effects, before) + 1, effects.size())) {
            if (effect instanceof Effect.Persist<E, M, S>) return Optional.empty();
            if (effect instanceof Effect.Send<E, M, S>(var to, S message)) return Optional.of(message);
        }
        return Optional.empty();
    }

    private <E, M, S> int position(List<Effect<E, M, S>> effects, int before) {
        int next = before;
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Persist<E, M, S> && next++ == record) return i;
        }
        throw new AssertionError("record " + record + " is not among these");
    }

    private static <E, M, S> List<E> records(List<Effect<E, M, S>> effects) {
        List<E> records = new ArrayList<>();
        for (Effect<E, M, S> effect : effects) {
            if (effect instanceof Effect.Persist<E, M, S>(E record)) records.add(record);
        }
        return records;
    }
}
