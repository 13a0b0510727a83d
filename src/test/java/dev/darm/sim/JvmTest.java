package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Runs in a JVM that was not started for simulation. */
class JvmTest {

    @Test
    void aJvmWithoutTheAgentSaysWhatItLacksAndWhereItIsPut() {
        assertThatThrownBy(() -> SimulatedCluster.named("none")
                        .nodes(1, node -> Behaviors.empty())
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-javaagent:")
                .hasMessageContaining("-XX:hashCode=2")
                .hasMessageContaining("<argLine>");
    }
}
