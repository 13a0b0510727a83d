package dev.darm.sim.trace;

import java.util.Arrays;
import java.util.Optional;

/**
 * The rolling hash of a run at every {@link #EVERY}th step: a run of a thousand million steps keeps 16 MB of them. Two runs
 * are told apart by bisection, because hashes that once differ stay different.
 */
public final class Checkpoints {

    /** Steps between two checkpoints. */
    public static final int EVERY = 1_024;

    private long[] boundaries = new long[64];
    private long[] hashes = new long[64];
    private int size;
    private final long end;
    private final long endHash;

    Checkpoints() {
        this(0, 0);
    }

    private Checkpoints(long end, long endHash) {
        this.end = end;
        this.endHash = endHash;
    }

    /** The hash before the first event of a step at or after {@code boundary}, a multiple of {@link #EVERY}. */
    void add(long boundary, long hash) {
        if (size == boundaries.length) {
            boundaries = Arrays.copyOf(boundaries, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        boundaries[size] = boundary;
        hashes[size++] = hash;
    }

    /** A copy that also knows how the run ended: its last step, and the hash after it. */
    Checkpoints ended(long lastStep, long finalHash) {
        Checkpoints copy = new Checkpoints(lastStep + 1, finalHash);
        copy.boundaries = Arrays.copyOf(boundaries, size);
        copy.hashes = Arrays.copyOf(hashes, size);
        copy.size = size;
        return copy;
    }

    public int count() {
        return size;
    }

    /** The rolling hash of all events in steps before {@code step}, a multiple of {@link #EVERY}. */
    private long before(long step) {
        int at = Arrays.binarySearch(boundaries, 0, size, step);
        if (at < 0) at = -at - 1;
        return at < size ? hashes[at] : endHash;
    }

    /** The steps among which two runs differ for the first time; empty when they are the same to the end. */
    public Optional<Steps> firstDifference(Checkpoints other) {
        long last = Math.max(end, other.end) / EVERY + 1;
        if (before(last * EVERY) == other.before(last * EVERY)) return Optional.empty();
        long same = 0;
        long differs = last;
        while (differs - same > 1) {
            long middle = same + (differs - same) / 2;
            if (before(middle * EVERY) == other.before(middle * EVERY)) same = middle;
            else differs = middle;
        }
        return Optional.of(new Steps(same * EVERY, differs * EVERY));
    }

    /** A range of steps: from one, included, to another, excluded. */
    public record Steps(long from, long to) {

        public boolean contains(long step) {
            return step >= from && step < to;
        }

        @Override
        public String toString() {
            return "steps " + from + " to " + (to - 1);
        }
    }
}
