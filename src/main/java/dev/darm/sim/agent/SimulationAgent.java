package dev.darm.sim.agent;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/** The agent: {@code java -javaagent:darm-agent.jar}. */
public final class SimulationAgent {

    private static volatile boolean loaded;

    private SimulationAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        Unsalted.install(instrumentation);
        instrumentation.addTransformer(new Weaver());
        loaded = true;
    }

    /** What this JVM lacks for a run that can be repeated, as the options to start it with; empty when it lacks nothing. */
    public static List<String> missing() {
        ArrayList<String> missing = new ArrayList<>();
        if (!loaded) missing.add("-javaagent:<the jar darm-agent.jar>");
        if (System.identityHashCode(new Object()) != 1) missing.add("-XX:+UnlockExperimentalVMOptions -XX:hashCode=2");
        return missing;
    }
}
