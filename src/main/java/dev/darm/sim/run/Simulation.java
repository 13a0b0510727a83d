package dev.darm.sim.run;

import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;

/** Carries out scenarios. The same scenario and seed always give the same run, event by event. */
public final class Simulation {

    private Simulation() {}

    /** Carries out {@code scenario} with {@code seed}. */
    public static RunResult run(Scenario scenario, long seed, RunOptions options) {
        return run(scenario, scenario.plan(seed), options);
    }

    /** Carries out exactly {@code plan} on the fleet of {@code scenario}. */
    public static RunResult run(Scenario scenario, Plan plan, RunOptions options) {
        throw new UnsupportedOperationException("not yet");
    }
}
