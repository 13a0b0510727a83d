package dev.darm.cli;

import dev.darm.node.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The simulator's commands. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description = {
            "Runs whole nodes in virtual time, with faults, and the same scenario and seed always give the same run.",
            "Exit codes: 0 all held, 1 an invariant does not hold or two runs differ, 64 usage, 65 a scenario or trace that is "
                    + "wrong, 66 no such file, 70 the heap cap or a fault in the simulator, 74 a file cannot be written, "
                    + "130 Ctrl-C."
        },
        subcommands = {
            SimRunCommand.class,
            SimReplayCommand.class,
            SimDivergeCommand.class,
            SimShrinkCommand.class,
            SimCoverageCommand.class,
            SimNewCommand.class,
            SimTraceCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim new my-fleet                       a scenario to start from",
            "  ./darm sim run sim/home-lab.conf --seed 7     one run and its figures",
            "  ./darm sim run sim/home-lab.conf --seeds 1..9 many runs",
            "  ./darm sim run sim/home-lab.conf --trace x    write down every event",
            "  ./darm sim replay x --node head-1             the same run, checked",
            "",
            "The heap of a run is capped at 2 GiB; DARM_SIM_OPTS=-Xmx4g raises the cap."
        })
final class SimCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new Darm.Failure(
                ExitCode.USAGE, "expected one of: darm sim run, replay, diverge, shrink, coverage, new, trace");
    }
}
