package dev.darm.sim.trace;

/**
 * How a trace ends.
 *
 * @param events how many events can be read
 * @param hash the rolling hash after the last of them
 * @param offset where the readable part of the file ends, bytes
 */
public record TraceEnding(State state, long events, long hash, long offset) {

    /** How far a trace goes. */
    public enum State {
        /** To the end of the run. */
        COMPLETE,
        /** To the moment at which the run was interrupted. */
        INTERRUPTED,
        /** To the last block that was written whole: the writer had no chance to end the file. */
        CUT_SHORT
    }

    /** The ending in words. */
    public String text() {
        String which = events + (events == 1 ? " event" : " events");
        return switch (state) {
            case COMPLETE -> which + ", to the end of the run, hash " + RollingHash.hex(hash);
            case INTERRUPTED -> which + ", then the run was interrupted, hash " + RollingHash.hex(hash);
            case CUT_SHORT ->
                which + " can be read, hash " + RollingHash.hex(hash) + "; the file is cut short after byte " + offset
                        + ": its writer was killed or the file was not copied whole";
        };
    }
}
