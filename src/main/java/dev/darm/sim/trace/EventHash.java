package dev.darm.sim.trace;

/** The rolling hash of a run: how one event goes into it. The recorder and the reader of a trace compute it alike. */
final class EventHash {

    private final StringHashes strings = new StringHashes();
    private long state = RollingHash.start();

    /** What an event is, apart from its place in the run. */
    long digest(long now, int machine, Kind kind, String subject, String detail, int size, long content) {
        long digest = RollingHash.step(RollingHash.start(), now);
        digest = RollingHash.step(digest, (long) machine << 32 | kind.ordinal());
        digest = RollingHash.step(digest, size);
        digest = RollingHash.step(digest, content);
        digest = RollingHash.step(digest, strings.of(subject));
        return RollingHash.step(digest, strings.of(detail));
    }

    /** Takes in an event with this digest; returns the state after it. */
    long mix(long step, long digest) {
        state = RollingHash.step(RollingHash.step(state, step), digest);
        return state;
    }

    long value() {
        return RollingHash.finish(state);
    }
}
