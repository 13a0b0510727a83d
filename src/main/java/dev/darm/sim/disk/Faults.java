package dev.darm.sim.disk;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What is wrong with a disk at present. */
final class Faults {

    /** Fails with {@code probability}; besides, after {@code skip} more tries the next {@code count} fail. */
    private static final class Failing {
        private double probability;
        private int skip;
        private int count;

        boolean strikes(RandomGenerator random) {
            boolean next = count > 0 && skip == 0;
            if (next) count--;
            else if (count > 0) skip--;
            return next || probability > 0 && random.nextDouble() < probability;
        }
    }

    private final RandomGenerator random;
    private final Map<ModelledDisk.Operation, Failing> failing = new EnumMap<>(ModelledDisk.Operation.class);

    /** How many times longer the disk takes than it should, at least 1. */
    double slowness = 1;

    /** So many bytes fit in all files together. */
    long room = Long.MAX_VALUE;

    /** Syncs report success and store nothing. */
    boolean lying;

    private int misdirected;
    private int lostRenames;

    Faults(RandomGenerator random) {
        this.random = random;
        for (ModelledDisk.Operation operation : ModelledDisk.Operation.values()) failing.put(operation, new Failing());
    }

    void fail(ModelledDisk.Operation operation, double probability) {
        of(operation).probability = probability;
    }

    void failNext(ModelledDisk.Operation operation, int skip, int count) {
        of(operation).skip = skip;
        of(operation).count = count;
    }

    private Failing of(ModelledDisk.Operation operation) {
        return failing.computeIfAbsent(operation, absent -> new Failing());
    }

    boolean strikes(ModelledDisk.Operation operation) {
        return of(operation).strikes(random);
    }

    void misdirectNext() {
        misdirected++;
    }

    boolean takeMisdirection() {
        return misdirected > 0 && misdirected-- > 0;
    }

    void loseNextRename() {
        lostRenames++;
    }

    boolean takeLostRename() {
        return lostRenames > 0 && lostRenames-- > 0;
    }

    /** A number below {@code bound}. */
    long choose(long bound) {
        return random.nextLong(bound);
    }

    /** The disk is sound again; what it lost or changed stays so. */
    void lift() {
        for (Failing each : failing.values()) {
            each.probability = 0;
            each.count = 0;
        }
        slowness = 1;
        room = Long.MAX_VALUE;
        lying = false;
        misdirected = 0;
        lostRenames = 0;
    }
}
