package dev.darm.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildTest {

    @Test
    void whatTheBuildDidNotKnowIsUnknown() {
        Properties left = new Properties();
        left.setProperty("version", "0.1.0");
        left.setProperty("commit", "${git.commit}");

        assertThat(Build.of(left)).isEqualTo(new Build("0.1.0", Build.UNKNOWN));
        assertThat(Build.of(new Properties())).isEqualTo(new Build(Build.UNKNOWN, Build.UNKNOWN));
    }

    @Test
    void thisBuildKnowsItsVersion() {
        assertThat(Build.here().version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(Build.here().commit()).matches("unknown|[0-9a-f]{40}(-dirty)?");
    }
}
