package dev.darm.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent's ring of its latest traces, 64 to 256 of them; a push into a full ring drops the oldest (seed 002 §3.2).
 * Not for two threads.
 */
public final class EpisodicBuffer {

    public static final int MIN_TRACES = 64;
    public static final int MAX_TRACES = 256;

    private static final Comparator<Trace> MOST_SALIENT_FIRST =
            Comparator.comparingDouble(Trace::salience).reversed();

    private final @Nullable Trace[] ring;
    private final @Nullable String[] wordings;
    private int oldest;
    private int size;

    public EpisodicBuffer(int capacity) {
        if (capacity < MIN_TRACES || capacity > MAX_TRACES)
            throw new IllegalArgumentException(
                    "an episodic buffer has " + MIN_TRACES + " to " + MAX_TRACES + " traces, not " + capacity);
        ring = new Trace[capacity];
        wordings = new String[capacity];
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return ring.length;
    }

    /** Adds the newest trace, in O(1). */
    public void push(Trace trace) {
        ring[(oldest + size) % ring.length] = trace;
        wordings[(oldest + size) % ring.length] = Wording.key(trace.claim().claim());
        if (size < ring.length) size++;
        else oldest = (oldest + 1) % ring.length;
    }

    /** Takes the oldest trace out, in O(1). */
    public Optional<Trace> pop() {
        if (size == 0) return Optional.empty();
        Trace trace = ring[oldest];
        ring[oldest] = null;
        oldest = (oldest + 1) % ring.length;
        size--;
        return Optional.ofNullable(trace);
    }

    /** All traces, oldest first. */
    public List<Trace> traces() {
        List<Trace> traces = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Trace trace = ring[(oldest + i) % ring.length];
            if (trace != null) traces.add(trace);
        }
        return traces;
    }

    /** At most {@code max} traces, the most salient first, among equals the oldest first. */
    public List<Trace> mostSalient(int max) {
        return traces().stream().sorted(MOST_SALIENT_FIRST).limit(max).toList();
    }

    /**
     * 1 less the nearness of {@code claim} to the nearest trace, 0 to 1; 1 when nothing is kept. Nearness is the cosine, in
     * full to a trace that states the same in about the same words, and times {@code alikeness} (0 to 1) to one that states
     * something else: "port 80 is open" is no news after itself, but it is after "port 81 is open". The very claim from the
     * document {@code origin} does not count: reading it again makes what it says no older. Nor does a trace of another encoder. Empty: every trace counts.
     */
    public double novelty(String origin, Claim claim, Embedding vector, double alikeness) {
        String wording = Wording.key(claim);
        double nearest = 0;
        for (int i = 0; i < size; i++) {
            int at = (oldest + i) % ring.length;
            Trace trace = ring[at];
            if (trace == null || again(trace, origin, claim)) continue;
            double share = wording.equals(wordings[at]) ? 1 : alikeness;
            nearest = Math.max(nearest, share * vector.cosine(trace.vector()));
        }
        return 1 - nearest;
    }

    private static boolean again(Trace trace, String origin, Claim claim) {
        return trace.origin().equals(origin) && trace.claim().claim().id().equals(claim.id());
    }

    /** Forgets everything: a session ends. */
    public void clear() {
        for (int i = 0; i < ring.length; i++) ring[i] = null;
        oldest = 0;
        size = 0;
    }
}
