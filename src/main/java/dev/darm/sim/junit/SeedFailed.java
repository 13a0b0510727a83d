package dev.darm.sim.junit;

/** A test failed with a seed; the cause is its own failure. */
public final class SeedFailed extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final long seed;

    SeedFailed(long seed, String trace, String replay, Throwable cause) {
        super(
                "seed %d%s: %s%nreplay: %s"
                        .formatted(seed, trace.isEmpty() ? "" : ", trace " + trace, cause.getMessage(), replay),
                cause);
        this.seed = seed;
    }

    public long seed() {
        return seed;
    }
}
