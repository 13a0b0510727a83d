package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static Coverage threeSeeds() {
        Coverage coverage =
                new Coverage(List.of(FaultKind.CRASH, FaultKind.CUT), List.of("consensus:prevote", "member:leaving"));
        coverage.met(FaultKind.CRASH, "consensus:prevote");
        coverage.met(FaultKind.CRASH, "consensus:prevote");
        coverage.endOfSeed();
        coverage.met(FaultKind.CRASH, "consensus:prevote");
        coverage.endOfSeed();
        coverage.reached("ingest:in-flight");
        coverage.endOfSeed();
        return coverage;
    }

    @Test
    void timesAndSeedsAreCounted() {
        assertThat(threeSeeds().seeds()).isEqualTo(3);
        assertThat(threeSeeds().seen(FaultKind.CRASH, "consensus:prevote")).isEqualTo(new Coverage.Seen(3, 2));
        assertThat(threeSeeds().seen(FaultKind.CUT, "consensus:prevote")).isEqualTo(new Coverage.Seen(0, 0));
    }

    @Test
    void whatNeverHappenedIsNamed() {
        assertThat(threeSeeds().never())
                .containsExactly(
                        "member:leaving was never reached", "crash never met ingest:in-flight", "cut never happened");
    }

    @Test
    void twoTablesAddUp() {
        Coverage both = threeSeeds();
        both.add(threeSeeds());

        assertThat(both.seeds()).isEqualTo(6);
        assertThat(both.seen(FaultKind.CRASH, "consensus:prevote")).isEqualTo(new Coverage.Seen(6, 4));
        assertThat(both.never()).isEqualTo(threeSeeds().never());
    }

    @Test
    void theTableHasALineAKindAndAColumnAState() {
        assertThat(threeSeeds().text().lines())
                .containsSubsequence(
                        "3 seeds; times (seeds)",
                        "          consensus:prevote  ingest:in-flight  member:leaving",
                        "reached               3 (2)             1 (1)               -",
                        "crash                 3 (2)                 -               -",
                        "cut                       -                 -               -",
                        "cut never happened");
    }

    @Test
    void pointsThatFiredAreCountedAndThoseThatNeverDidAreNamed() {
        Coverage coverage = threeSeeds();
        coverage.canFire("study-put-off");
        coverage.canFire("nomination-of-one");
        coverage.fired("study-put-off", 4);
        coverage.endOfSeed();

        assertThat(coverage.never())
                .contains("chaos point nomination-of-one never fired")
                .doesNotContain("study-put-off");
        assertThat(coverage.text()).contains("chaos point study-put-off fired 4 (1)");
        assertThat(ConfigFactory.parseString(coverage.json()).getInt("chaos.study-put-off.times"))
                .isEqualTo(4);
    }

    @Test
    void theJsonSaysTheSame() {
        Config json = ConfigFactory.parseString(threeSeeds().json());

        assertThat(json.getInt("seeds")).isEqualTo(3);
        assertThat(json.getInt("met.crash.\"consensus:prevote\".seeds")).isEqualTo(2);
        assertThat(json.getInt("states.\"member:leaving\".times")).isZero();
        assertThat(json.getStringList("never")).isEqualTo(threeSeeds().never());
    }
}
