package dev.darm.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs in a JVM that was not started for simulation. */
class UnpreparedJvmTest {

    static class Probe {
        @Simulated
        void neverRuns(Seeds seeds) {}
    }

    @Test
    void aSimulatedTestFailsAndSaysWhatTheJvmLacksInsteadOfBeingSkipped() {
        List<String> failures = new ArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Probe.class))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                result.getThrowable().ifPresent(failure -> failures.add(failure.getMessage()));
                            }
                        });

        assertThat(failures).singleElement().asString().contains("-javaagent:", "-XX:hashCode=2", "<argLine>");
    }
}
