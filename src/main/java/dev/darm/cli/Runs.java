package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.ReplayCheck;
import java.util.List;

/** The runs of one command: only in a JVM in which they can be repeated, and with words for a heap that was too small. */
final class Runs {

    private static final long MEBIBYTE = 1 << 20;

    private final Simulator simulator;

    private Runs(Simulator simulator) {
        this.simulator = simulator;
    }

    /** @throws Darm.Failure when the JVM was not started for the simulator */
    static Runs of(Simulator simulator) {
        List<String> missing = simulator.missing();
        if (!missing.isEmpty())
            throw new Darm.Failure(
                    ExitCode.USAGE,
                    "in this JVM a run could not be repeated; `./darm sim` starts one that has what is missing: "
                            + String.join(", ", missing) + " (see docs/simulation.md for an IDE)");
        return new Runs(simulator);
    }

    /** @throws Darm.Failure when the heap was too small, or a trace could not be written */
    RunResult run(Scenario scenario, Plan plan, RunOptions options) {
        try {
            return simulator.run(scenario, plan, options);
        } catch (OutOfMemoryError | RuntimeException e) {
            throw reason(e, scenario, plan.seed());
        }
    }

    /** A run fails on threads of its own, so what ended it may be the cause of a cause. */
    private static RuntimeException reason(Throwable failure, Scenario scenario, long seed) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) return capped(scenario, seed);
            if (cause instanceof Darm.Failure known) return known;
            if (cause instanceof ReplayCheck.Strayed strayed) return strayed;
        }
        return failure instanceof RuntimeException other ? other : new IllegalStateException(failure);
    }

    private static Darm.Failure capped(Scenario scenario, long seed) {
        long cap = Runtime.getRuntime().maxMemory() / MEBIBYTE;
        return new Darm.Failure(
                ExitCode.SOFTWARE,
                "%s, seed %d, hit the heap cap of a run, %d MiB; raise it with DARM_SIM_OPTS=-Xmx%dm ./darm sim …"
                        .formatted(scenario.name(), seed, cap, 2 * cap));
    }
}
