package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The scenario of a command, on its whole or its short horizon. */
final class ScenarioArgument {

    /** When neither the command nor the scenario names a seed. */
    private static final long SEED = 1;

    @Parameters(paramLabel = "SCENARIO", description = "The scenario's file (docs/scenarios.md).")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--short", description = "Take the scenario's short horizon.")
    boolean brief;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            converter = OrderConverter.class,
            description =
                    "Which piece of work that is ready goes first: random (by the seed) or fifo (default: the scenario's).")
    Engine.@Nullable Order order;

    /** {@code random} or {@code fifo}. */
    static final class OrderConverter implements ITypeConverter<Engine.Order> {
        @Override
        public Engine.Order convert(String text) {
            for (Engine.Order order : Engine.Order.values()) if (order.word().equals(text)) return order;
            throw new TypeConversionException("expected random or fifo, found '" + text + "'");
        }
    }

    Scenario read() {
        return read(file, brief, order);
    }

    static Scenario read(Path named, boolean brief, Engine.@Nullable Order order) {
        Scenario scenario = read(named, brief);
        return order == null ? scenario : scenario.inOrder(order);
    }

    private static Scenario read(Path named, boolean brief) {
        Path file = Deployment.resolve(named);
        if (!Files.isRegularFile(file))
            throw new Darm.Failure(
                    ExitCode.NO_INPUT,
                    "no scenario file " + file + "; `./darm sim new` writes one to start from, sim/ holds others");
        Scenario scenario = Scenario.read(file, Deployment.home(), Simulation.invariants());
        if (!brief) return scenario;
        return scenario.shortened()
                .orElseThrow(() -> new Darm.Failure(
                        ExitCode.USAGE, file + " has no short horizon; expected a section short { duration = … }"));
    }

    /** The plan of the seed that was named, or else the scenario's own, or else 1. */
    static Plan plan(Scenario scenario, @Nullable Long seed) {
        return scenario.plan(seed == null ? scenario.seed().orElse(SEED) : seed);
    }

    /** What of the command line a further command on the same scenario needs. */
    String words() {
        return words(file, brief, order);
    }

    static String words(Path file, boolean brief, Engine.@Nullable Order order) {
        return file + (brief ? " --short" : "") + (order == null ? "" : " --order " + order.word());
    }
}
