package dev.darm.cli;

import dev.darm.sim.agent.SimulationAgent;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import java.util.List;

/** Carries out runs for the commands: the simulator, or what a test puts in its place. */
@FunctionalInterface
interface Simulator {

    RunResult run(Scenario scenario, Plan plan, RunOptions options);

    /** What the JVM lacks for a run that can be repeated, as the options to start it with. */
    default List<String> missing() {
        return List.of();
    }

    /** The simulator. */
    Simulator REAL = new Simulator() {
        @Override
        public RunResult run(Scenario scenario, Plan plan, RunOptions options) {
            return Simulation.run(scenario, plan, options);
        }

        @Override
        public List<String> missing() {
            return SimulationAgent.missing();
        }
    };
}
