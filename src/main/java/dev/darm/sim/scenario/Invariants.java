package dev.darm.sim.scenario;

import java.util.SortedMap;

/**
 * Which invariants a run watches.
 *
 * @param all whether those not named are on
 * @param named on or off by name
 */
public record Invariants(boolean all, SortedMap<String, Boolean> named) {

    /** Whether {@code invariant} is watched. */
    public boolean on(String invariant) {
        return named.getOrDefault(invariant, all);
    }
}
