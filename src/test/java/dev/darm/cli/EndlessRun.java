package dev.darm.cli;

import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;

/** The command line with a simulator whose runs do not end by themselves before many hours. */
final class EndlessRun {

    private EndlessRun() {}

    public static void main(String[] arguments) {
        Puppet slow = new Puppet() {
            @Override
            public RunResult run(Scenario scenario, Plan plan, RunOptions options) {
                System.out.println("running");
                return super.run(scenario, plan, options);
            }
        };
        System.exit(Darm.line(slow.factory()).execute(arguments));
    }
}
