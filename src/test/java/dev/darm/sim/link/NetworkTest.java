package dev.darm.sim.link;

import static dev.darm.sim.link.Heard.MILLI;
import static dev.darm.sim.link.Heard.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.sim.Seeds;
import dev.darm.sim.link.Link.Carriage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private final Network network = twoSites();

    @Test
    void withinASiteTheWayIsTheLan() {
        assertThat(network.link("a1", "a2").leastNanos()).isEqualTo(2 * MILLI);
    }

    @Test
    void betweenSitesTheWayGoesOverBothUplinksAndTheBackbone() {
        assertThat(network.link("a1", "b1").leastNanos()).isEqualTo((1 + 20 + 5 + 20 + 1) * MILLI);
    }

    @Test
    void machinesOfASiteShareItsUplink() {
        long alone = network.link("a1", "b1").offer(0, 100_000, Carriage.STREAM);

        long behind = network.link("a2", "b1").offer(0, 100_000, Carriage.STREAM);

        assertThat(behind - alone).isGreaterThan(99 * MILLI);
        assertThat(network.link("b1", "a1").offer(0, 100_000, Carriage.STREAM)).isLessThan(behind);
    }

    @Test
    void machinesOnOneSharedMediumWaitForEachOther() {
        LinkProfile.Direction direction = Heard.plain(MILLI, 8).up();
        LinkProfile radio = new LinkProfile(
                "radio", direction, direction, true, java.util.Optional.empty(), java.util.Optional.empty());
        network.machine("w1", "a", radio);
        network.machine("w2", "a", radio);

        network.link("w1", "a1").offer(0, 100_000, Carriage.STREAM);

        assertThat(network.link("a2", "w2").offer(0, 1000, Carriage.STREAM)).isGreaterThan(100 * MILLI);
    }

    @Test
    void oneDirectionOfAPairCanHaveAProfileOfItsOwn() {
        network.override("a1", "a2", Heard.plain(300 * MILLI, 8));

        assertThat(network.link("a1", "a2").leastNanos()).isEqualTo(300 * MILLI);
        assertThat(network.link("a2", "a1").leastNanos()).isEqualTo(2 * MILLI);
        assertThatThrownBy(() -> network.override("a1", "a2", LinkProfile.IDEAL))
                .hasMessageContaining("in use");
    }

    @Test
    void anAsymmetricCutLeavesTheOtherDirectionAlone() {
        network.disturb(0, new LinkFault.Cut(), LinkSet.oneWay("a1", "a2"));

        assertThat(network.link("a1", "a2").offer(0, 10, Carriage.DATAGRAM)).isEqualTo(Link.LOST);
        assertThat(network.link("a2", "a1").offer(0, 10, Carriage.DATAGRAM)).isPositive();
        assertThat(network.isCut("a1", "a2")).isTrue();
        assertThat(network.isCut("a2", "a1")).isFalse();
    }

    @Test
    void anIsolatedMachineStillReachesItselfAlone() {
        network.disturb(0, new LinkFault.Cut(), LinkSet.touching("a1"));

        assertThat(network.link("a1", "a1").offer(0, 10, Carriage.DATAGRAM)).isZero();
        assertThat(network.link("a1", "b1").isCut()).isTrue();
        assertThat(network.link("b1", "a1").isCut()).isTrue();
        assertThat(network.link("a2", "b1").isCut()).isFalse();
    }

    @Test
    void aSplitCutsWhatCrossesGroupsAndWhoeverIsInNoGroupIsAGroupTogether() {
        network.machine("a3", "a", Heard.plain(MILLI, 1000));
        network.disturb(0, new LinkFault.Cut(), LinkSet.across(List.of(List.of("a1"), List.of("a2"))));

        assertThat(network.isCut("a1", "a2")).isTrue();
        assertThat(network.isCut("a1", "a3")).isTrue();
        assertThat(network.isCut("a3", "b1")).isFalse();
    }

    @Test
    void aSiteThatIsOfflineStillWorksWithin() {
        network.disturb(0, new LinkFault.Cut(), network.acrossSite("a"));

        assertThat(network.isCut("a1", "b1")).isTrue();
        assertThat(network.isCut("b1", "a2")).isTrue();
        assertThat(network.isCut("a1", "a2")).isFalse();
    }

    @Test
    void liftingOneOfTwoCutsLeavesTheOther() {
        Disturbance isolation = network.disturb(0, new LinkFault.Cut(), LinkSet.touching("a1"));
        Disturbance all = network.disturb(0, new LinkFault.Cut(), LinkSet.all());

        network.lift(SECOND, all);

        assertThat(network.isAnythingCut()).isTrue();
        assertThat(network.link("a1", "a2").isCut()).isTrue();
        assertThat(network.link("a2", "b1").isCut()).isFalse();
        network.lift(SECOND, isolation);
        network.lift(SECOND, isolation);
        assertThat(network.isAnythingCut()).isFalse();
        assertThat(network.disturbances()).isEmpty();
    }

    @Test
    void aLinkThatIsMadeDuringAFaultHasIt() {
        network.disturb(0, new LinkFault.Slow(3, 0), LinkSet.all());

        assertThat(network.link("a1", "a2").faults()).containsExactly(new LinkFault.Slow(3, 0));
        network.heal(SECOND);
        assertThat(network.link("a1", "a2").faults()).isEmpty();
    }

    @Test
    void trafficOnOneLinkDoesNotChangeTheChancesOfAnother() {
        assertThat(arrivals(roughSite(), 0)).isEqualTo(arrivals(roughSite(), 50));
    }

    private static List<Long> arrivals(Network network, int besides) {
        Link link = network.link("a", "b");
        Link other = network.link("c", "d");
        List<Long> arrivals = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < besides; j++) other.offer(i * MILLI, 10, Carriage.DATAGRAM);
            arrivals.add(link.offer(i * MILLI, 10, Carriage.DATAGRAM));
        }
        return arrivals;
    }

    @Test
    void aSwizzleClogsHalfOneByOneAndFreesThemInAnotherOrder() {
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < 20; i++) machines.add("m" + i);

        List<Swizzle.Step> steps =
                Swizzle.of(machines, SECOND, 3 * SECOND, new Seeds(5)).steps();

        List<String> clogged = steps.stream()
                .filter(Swizzle.Step::clogs)
                .map(Swizzle.Step::machine)
                .toList();
        List<String> freed = steps.stream()
                .filter(step -> !step.clogs())
                .map(Swizzle.Step::machine)
                .toList();
        assertThat(steps).extracting(Swizzle.Step::at).isSorted().allMatch(at -> at >= SECOND && at < 3 * SECOND);
        assertThat(clogged).hasSize(10).doesNotHaveDuplicates();
        assertThat(freed).containsExactlyInAnyOrderElementsOf(clogged).isNotEqualTo(clogged);
        assertThat(Swizzle.of(machines, SECOND, 3 * SECOND, new Seeds(5)).steps())
                .isEqualTo(steps);
    }

    @Test
    void afterASwizzleNothingIsClogged() {
        Swizzle swizzle = Swizzle.of(network.machines(), 0, SECOND, new Seeds(5));
        int most = 0;
        for (Swizzle.Step step : swizzle.steps()) {
            swizzle.take(network, step);
            most = Math.max(most, network.disturbances().size());
        }

        assertThat(most).isEqualTo(network.machines().size() / 2);
        assertThat(network.disturbances()).isEmpty();
    }

    /** Attachments of 1 ms; uplinks of 20 ms and 8 Mbit/s; a backbone of 5 ms. */
    private static Network twoSites() {
        Network network = new Network(new Seeds(1), StreamRules.LINUX, new Heard());
        network.backbone(5 * MILLI);
        network.site("a", Heard.plain(20 * MILLI, 8));
        network.site("b", Heard.plain(20 * MILLI, 8));
        network.machine("a1", "a", Heard.plain(MILLI, 1000));
        network.machine("a2", "a", Heard.plain(MILLI, 1000));
        network.machine("b1", "b", Heard.plain(MILLI, 1000));
        return network;
    }

    private static Network roughSite() {
        Network network = new Network(new Seeds(1), StreamRules.LINUX, new Heard());
        network.site("home", LinkProfile.IDEAL);
        for (String name : List.of("a", "b", "c", "d")) network.machine(name, "home", Heard.rough(MILLI, 0.1));
        return network;
    }
}
