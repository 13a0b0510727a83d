package dev.darm.sim.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent: {@code java -javaagent:darm-agent.jar}.
 *
 * <p>With {@code -javaagent:darm-agent.jar=also=<class>} a transformer of the class path, with a constructor that takes
 * nothing, weaves after the agent's own: that is how tests plant bugs in DARM's code, which has no places for them.
 */
public final class SimulationAgent {

    private static final String ALSO = "also=";

    private static volatile boolean loaded;

    private SimulationAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation)
            throws ReflectiveOperationException {
        Optional<ClassFileTransformer> also = also(arguments == null ? "" : arguments);
        Unsalted.install(instrumentation);
        instrumentation.addTransformer(new Weaver());
        also.ifPresent(instrumentation::addTransformer);
        loaded = true;
    }

    private static Optional<ClassFileTransformer> also(String arguments) throws ReflectiveOperationException {
        if (arguments.isEmpty()) return Optional.empty();
        if (!arguments.startsWith(ALSO))
            throw new IllegalArgumentException(
                    "argument of the agent: expected " + ALSO + "<class>, found " + arguments);
        Class<?> type = ClassLoader.getSystemClassLoader().loadClass(arguments.substring(ALSO.length()));
        return Optional.of(
                type.asSubclass(ClassFileTransformer.class).getConstructor().newInstance());
    }

    /** What this JVM lacks for a run that can be repeated, as the options to start it with; empty when it lacks nothing. */
    public static List<String> missing() {
        ArrayList<String> missing = new ArrayList<>();
        if (!loaded) missing.add("-javaagent:<the jar darm-agent.jar>");
        if (System.identityHashCode(new Object()) != 1) missing.add("-XX:+UnlockExperimentalVMOptions -XX:hashCode=2");
        return missing;
    }
}
