package dev.darm.sim.trace;

/** Takes every event of a run, in order: a file, a text view, a check against a recorded trace. */
@FunctionalInterface
public interface TraceSink {

    void on(TraceEvent event);

    /** A sink that hands each event to this one, then to {@code other}. */
    default TraceSink and(TraceSink other) {
        return event -> {
            on(event);
            other.on(event);
        };
    }
}
