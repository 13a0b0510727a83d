package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.darm.node.NodeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultBudgetTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static List<NodePlan> validators(long... powers) {
        List<NodePlan> nodes = new ArrayList<>();
        for (long power : powers)
            nodes.add(new NodePlan(
                    "n" + (nodes.size() + 1),
                    Set.of(NodeSettings.Role.HEAD),
                    Optional.empty(),
                    ConfigFactory.empty(),
                    "pi-5",
                    "sd-card",
                    "lan-1g",
                    NodePlan.Power.MAINS,
                    power));
        return nodes;
    }

    private static TimedFault at(long minutes, Fault fault) {
        return new TimedFault(Duration.ofMinutes(minutes), fault);
    }

    private static Fault lie(String node, Fault.Conduct conduct) {
        return new Fault.Byzantine(List.of(node), conduct, List.of(), 1, Duration.ofSeconds(2), MINUTE);
    }

    @Test
    void fIsTheLargestNumberBelowAThird() {
        assertThat(new FaultBudget(validators(1, 1, 1)).limit()).isZero();
        assertThat(new FaultBudget(validators(1, 1, 1, 1)).limit()).isEqualTo(1);
        assertThat(new FaultBudget(validators(1, 1, 1, 1, 1, 1)).limit()).isEqualTo(1);
        assertThat(new FaultBudget(validators(1, 1, 1, 1, 1, 1, 1)).limit()).isEqualTo(2);
        assertThat(new FaultBudget(validators()).limit()).isZero();
        assertThat(new FaultBudget(validators(10, 1, 1)).limit()).isEqualTo(3);
    }

    @Test
    void silenceEndsAndContrarySignaturesStay() {
        FaultBudget silent = new FaultBudget(validators(1, 1, 1, 1));
        assertThat(silent.admit(at(1, lie("n1", Fault.Conduct.DROP)))).isTrue();
        assertThat(silent.admit(at(1, lie("n2", Fault.Conduct.DROP)))).isFalse();
        assertThat(silent.admit(at(2, lie("n2", Fault.Conduct.DELAY)))).isTrue();

        FaultBudget lying = new FaultBudget(validators(1, 1, 1, 1));
        assertThat(lying.admit(at(1, lie("n1", Fault.Conduct.EQUIVOCATE)))).isTrue();
        assertThat(lying.admit(at(30, lie("n2", Fault.Conduct.EQUIVOCATE)))).isFalse();
        assertThat(lying.powerAt(Duration.ofMinutes(30))).isEqualTo(1);
    }

    @Test
    void forgettingRollingBackSwappingAndTheftCountForGood() {
        List<String> one = List.of("n1");
        for (Fault fault : List.of(
                new Fault.EmptyDisk(one, MINUTE),
                new Fault.OldDisk(one, MINUTE, MINUTE),
                new Fault.StolenKey(one, MINUTE),
                new Fault.SwapDisks(List.of("n1", "n2"), MINUTE))) {
            FaultBudget budget = new FaultBudget(validators(1, 1, 1, 1));
            budget.add(at(1, fault));
            assertThat(budget.countedAt(Duration.ZERO)).isEmpty();
            assertThat(budget.countedAt(Duration.ofHours(9))).as(fault.text()).isEqualTo(fault.machines());
        }
    }

    @Test
    void aValidatorCountsOnceAndByItsPower() {
        FaultBudget budget = new FaultBudget(validators(3, 1, 1, 1, 1, 1, 1, 1));
        assertThat(budget.limit()).isEqualTo(3);
        assertThat(budget.admit(at(1, lie("n1", Fault.Conduct.EQUIVOCATE)))).isTrue();
        assertThat(budget.admit(at(2, new Fault.EmptyDisk(List.of("n1"), MINUTE))))
                .isTrue();
        assertThat(budget.admit(at(3, lie("n2", Fault.Conduct.DROP)))).isFalse();
    }

    @Test
    void aLaterDamageIsSeenWhenAnEarlierOneIsAdded() {
        FaultBudget budget = new FaultBudget(validators(1, 1, 1, 1));
        assertThat(budget.admit(at(30, new Fault.EmptyDisk(List.of("n1"), MINUTE))))
                .isTrue();
        assertThat(budget.admit(at(2, new Fault.EmptyDisk(List.of("n2"), MINUTE))))
                .isFalse();
    }

    @Test
    void whatHappensToOthersAndWhatLeavesThemHonestDoesNotCount() {
        FaultBudget budget = new FaultBudget(validators(1, 1, 1, 1, 0));
        assertThat(budget.counts(new Fault.EmptyDisk(List.of("n5"), MINUTE))).isFalse();
        assertThat(budget.counts(new Fault.Crash(List.of("n1", "n2", "n3", "n4"), MINUTE)))
                .isFalse();
        assertThat(budget.counts(new Fault.BitRot(List.of("n1"), 1))).isFalse();
    }

    @Test
    void theReportNamesTheMomentTheValidatorsAndF() {
        FaultBudget budget = new FaultBudget(validators(1, 1, 1, 1));
        budget.add(at(1, lie("n1", Fault.Conduct.EQUIVOCATE)));
        budget.add(at(4, new Fault.EmptyDisk(List.of("n3"), MINUTE)));

        Violation over = budget.over().orElseThrow();

        assertThat(over.invariant()).isEqualTo("fault-budget");
        assertThat(over.at()).isEqualTo(Duration.ofMinutes(4));
        assertThat(over.message()).contains("[n1, n3]", "at 4m", "power 2 of 4, and f = 1");
    }
}
