package dev.darm.sim;

import dev.darm.sim.agent.SimulationAgent;
import java.util.List;

/** Whether this JVM can run simulations that repeat. */
public final class Jvm {

    private Jvm() {}

    /** @throws IllegalStateException naming the options that the JVM lacks, and where Maven and Gradle take them */
    public static void require() {
        List<String> missing = SimulationAgent.missing();
        if (missing.isEmpty()) return;
        throw new IllegalStateException("""
                This JVM cannot simulate: it was started without %s.
                For Maven, let maven-dependency-plugin's goal 'properties' run and give maven-surefire-plugin the line
                  <argLine>-javaagent:${dev.darm:darm:jar:agent} -XX:+UnlockExperimentalVMOptions -XX:hashCode=2</argLine>
                with dev.darm:darm:%s:jar:agent among the dependencies (scope test); for Gradle, give the same options to
                'jvmArgs' of the test task. docs/testing-your-actors.md shows both.""".formatted(String.join(" and ", missing), version()));
    }

    private static String version() {
        String version = Jvm.class.getPackage().getImplementationVersion();
        return version == null ? "<version>" : version;
    }
}
