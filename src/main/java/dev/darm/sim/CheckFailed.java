package dev.darm.sim;

import java.time.Duration;

/** Something that a test says must hold did not hold in a run. */
public final class CheckFailed extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String check;

    /** @param detail what was seen; empty when the check does not say */
    CheckFailed(String check, String detail, Duration at, long seed, long hash) {
        super("'%s' does not hold after %s of virtual time (seed %d, trace %016x)%s"
                .formatted(check, at, seed, hash, detail.isEmpty() ? "" : ": " + detail));
        this.check = check;
    }

    /** The name of the check. */
    public String check() {
        return check;
    }
}
