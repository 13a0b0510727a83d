package dev.darm.consolidation;

import dev.darm.codec.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a claim on which the heads came to no decision rests before it is nominated again: a first rest, doubled each
 * time to at most 64 times as long. Kept in heap: after a restart one nomination too many does no harm.
 */
final class Rests {

    private static final int MAX_DOUBLINGS = 6;
    private static final int MAX_CLAIMS = 10_000;

    private record Rest(Instant until, int doublings) {}

    private final Duration first;
    private final Map<Hash, Rest> rests = new LinkedHashMap<>();

    Rests(Duration first) {
        this.first = first;
    }

    void restFrom(Hash claimId, Instant now) {
        Rest last = rests.remove(claimId);
        int doublings = last == null ? 0 : Math.min(MAX_DOUBLINGS, last.doublings + 1);
        if (rests.size() >= MAX_CLAIMS) rests.remove(rests.keySet().iterator().next());
        rests.put(claimId, new Rest(now.plus(first.multipliedBy(1L << doublings)), doublings));
    }

    boolean resting(Hash claimId, Instant now) {
        Rest rest = rests.get(claimId);
        return rest != null && rest.until.isAfter(now);
    }

    void forget(Hash claimId) {
        rests.remove(claimId);
    }
}
