package dev.darm.sim.junit;

import com.typesafe.config.ConfigFactory;
import dev.darm.sim.ClusterPlan;
import dev.darm.sim.Seeds;
import dev.darm.sim.SimulatedCluster;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Violation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

/** One seed of a test. */
final class SeedInvocation
        implements TestTemplateInvocationContext,
                BeforeEachCallback,
                InvocationInterceptor,
                AfterEachCallback,
                ParameterResolver {

    private final long seed;
    private final Engine.Order order;
    private final Optional<String> scenario;
    private final String until;
    private final List<SimulatedCluster> clusters = new ArrayList<>();
    private @Nullable RunResult result;

    SeedInvocation(long seed, Engine.Order order, Optional<String> scenario, String until) {
        this.seed = seed;
        this.order = order;
        this.scenario = scenario;
        this.until = until;
    }

    @Override
    public String getDisplayName(int invocation) {
        return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (scenario.isEmpty()) return;
        Path file = ScenarioFiles.find(scenario.get(), context.getRequiredTestClass());
        Scenario read = ScenarioFiles.read(file);
        RunOptions options = RunOptions.quiet();
        if (!until.isEmpty()) options = options.until(duration(until));
        RunResult ended;
        try {
            ended = Simulation.run(read, seed, options);
        } catch (RuntimeException | Error e) {
            throw failed(context, e);
        }
        result = ended;
        boolean judged = Arrays.asList(context.getRequiredTestMethod().getParameterTypes())
                .contains(RunResult.class);
        if (judged || ended.violation().isPresent() == read.overBudget()) return;
        Violation none =
                new Violation("over-budget", Duration.ZERO, "no invariant was violated, though faults went beyond f");
        Violation violation = ended.violation().orElse(none);
        throw failed(
                context,
                new AssertionError("invariant '%s' violated after %s of virtual time: %s"
                        .formatted(violation.invariant(), violation.at(), violation.message())));
    }

    private static Duration duration(String text) {
        return ConfigFactory.parseMap(Map.of("until", text)).getDuration("until");
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            throw failed(context, e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!clusters.isEmpty() || result != null)
            context.publishReportEntry(Map.of("seed", Long.toString(seed), "trace", trace()));
        clusters.forEach(SimulatedCluster::close);
        clusters.clear();
    }

    private SeedFailed failed(ExtensionContext context, Throwable cause) {
        String test = context.getRequiredTestClass().getSimpleName() + "#"
                + context.getRequiredTestMethod().getName();
        String replay = "mvn test -Dtest='%s' -D%s=%d".formatted(test, SeedRange.PROPERTY, seed);
        return new SeedFailed(seed, trace(), replay, cause);
    }

    /** The hashes of what was run so far. */
    private String trace() {
        List<String> hashes = new ArrayList<>();
        RunResult ended = result;
        if (ended != null) hashes.add("%016x".formatted(ended.trace().hash()));
        for (SimulatedCluster cluster : clusters) hashes.add("%016x".formatted(cluster.traceHash()));
        return String.join(" ", hashes);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ClusterPlan.class || type == Seeds.class || type == RunResult.class && scenario.isPresent();
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Seeds.class) return new Seeds(seed);
        if (type == RunResult.class) return result;
        return SimulatedCluster.named("simulated").seed(seed).order(order).whenStarted(clusters::add);
    }
}
