package dev.darm.sim.link;

import static dev.darm.sim.link.Heard.MILLI;
import static dev.darm.sim.link.Heard.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.sim.Seeds;
import dev.darm.sim.link.Link.Carriage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One link through the faults of a scenario, with figures that can be worked out by hand. */
class LinkTest {

    private final Heard heard = new Heard();
    private final Network network = network(heard, StreamRules.LINUX);
    private final Link link = network.link("a", "b");

    @Test
    void aMessageTakesTheLatencyAndItsOwnTimeOnTheLine() {
        assertThat(link.offer(0, 1000, Carriage.DATAGRAM)).isEqualTo(10 * MILLI + MILLI);
    }

    @Test
    void messagesQueueForTheLine() {
        link.offer(0, 1000, Carriage.DATAGRAM);

        assertThat(link.offer(0, 1000, Carriage.DATAGRAM)).isEqualTo(12 * MILLI);
        assertThat(link.counters().queueBytesMax()).isEqualTo(2000);
    }

    @Test
    void aDatagramThatFindsNoRoomIsDroppedAndAStreamWaits() {
        link.offer(0, 1_000_000, Carriage.DATAGRAM);

        assertThat(link.offer(0, 100_000, Carriage.DATAGRAM)).isEqualTo(Link.LOST);
        assertThat(link.offer(0, 100_000, Carriage.STREAM)).isEqualTo(1110 * MILLI);
    }

    @Test
    void aCutLosesDatagramsAndHoldsStreamsUntilTheNextAttemptAfterIt() {
        Disturbance cut = network.disturb(0, new LinkFault.Cut(), LinkSet.oneWay("a", "b"));

        assertThat(link.offer(0, 1000, Carriage.DATAGRAM)).isEqualTo(Link.LOST);
        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(Link.HELD);
        assertThat(link.holding()).isEqualTo(1);
        network.lift(SECOND, cut);

        long secondTimeOut = 220 * MILLI + 440 * MILLI;
        long third = secondTimeOut + 880 * MILLI;
        assertThat(heard.released).containsEntry(link.ticket(), third + 10 * MILLI);
        assertThat(link.holding()).isZero();
    }

    @Test
    void whatIsInFlightWhenACutBeginsDoesNotArriveAcrossIt() {
        long datagram = link.offer(0, 1000, Carriage.DATAGRAM);
        long stream = link.offer(0, 1000, Carriage.STREAM);
        network.disturb(5 * MILLI, new LinkFault.Cut(), LinkSet.all());

        assertThat(link.onArrival(datagram, 0, 1000, Carriage.DATAGRAM, 0)).isEqualTo(Link.LOST);
        assertThat(link.onArrival(stream, 0, 1000, Carriage.STREAM, 0)).isEqualTo(Link.HELD);
        network.heal(20 * MILLI);

        assertThat(heard.released).containsEntry(link.ticket(), 235 * MILLI + 1);
        assertThat(link.onArrival(235 * MILLI + 1, 20 * MILLI, 1000, Carriage.STREAM, 0))
                .isEqualTo(235 * MILLI + 1);
    }

    @Test
    void aCutThatIsOverBeforeTheArrivalStillCostsAnAttempt() {
        long datagram = link.offer(0, 1000, Carriage.DATAGRAM);
        long stream = link.offer(0, 1000, Carriage.STREAM);
        network.disturb(2 * MILLI, new LinkFault.Cut(), LinkSet.all());
        network.heal(3 * MILLI);
        long next = link.offer(4 * MILLI, 1000, Carriage.STREAM);

        assertThat(link.onArrival(datagram, 0, 1000, Carriage.DATAGRAM, 0)).isEqualTo(Link.LOST);
        long again = link.onArrival(stream, 0, 1000, Carriage.STREAM, 0);
        assertThat(again).isGreaterThan(200 * MILLI).isLessThan(next);
    }

    @Test
    void aConnectionThatACutHoldsForTooLongBreaksAndLosesWhatWasInFlight() {
        Heard told = new Heard();
        Network strict = network(told, new StreamRules(200 * MILLI, 120 * SECOND, 10 * SECOND));
        Link broken = strict.link("a", "b");
        Disturbance cut = strict.disturb(0, new LinkFault.Cut(), LinkSet.all());
        broken.offer(SECOND, 1000, Carriage.STREAM);
        long ticket = broken.ticket();
        assertThat(broken.breaksAt()).isEqualTo(11 * SECOND);

        broken.notice(11 * SECOND);

        assertThat(told.lost).containsExactly(ticket);
        assertThat(told.breaks).containsExactly(11 * SECOND);
        assertThat(broken.connection(0)).isEqualTo(1);
        assertThat(broken.offer(12 * SECOND, 1000, Carriage.STREAM)).isEqualTo(Link.LOST);
        strict.lift(13 * SECOND, cut);
        assertThat(broken.offer(14 * SECOND, 1000, Carriage.STREAM)).isEqualTo(14 * SECOND + 30 * MILLI);
    }

    @Test
    void aLinkThatLosesEverythingBreaksItsConnection() {
        network.disturb(0, new LinkFault.Lossy(1), LinkSet.all());

        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(Link.LOST);
        long breaksAt = link.breaksAt();
        assertThat(breaksAt).isEqualTo(MILLI + StreamRules.LINUX.breakAfterNanos());
        link.notice(breaksAt);

        assertThat(heard.breaks).containsExactly(breaksAt);
    }

    @Test
    void lossesOfManyMessagesAreMadeGoodSideBySide() {
        network.disturb(0, new LinkFault.Lossy(0.05), LinkSet.all());
        long last = 0;
        for (int i = 0; i < 5000; i++) last = link.offer(i * 2 * MILLI, 100, Carriage.STREAM);

        assertThat(link.counters().resent()).isGreaterThan(150);
        assertThat(last).isLessThan(15 * SECOND);
    }

    @Test
    void ofALongMessageOnlyWhatWasLostIsSentAgain() {
        Network rough = new Network(new Seeds(3), StreamRules.LINUX, heard);
        rough.site("home", LinkProfile.IDEAL);
        rough.machine("a", "home", Heard.rough(MILLI, 0.01));
        rough.machine("b", "home", LinkProfile.IDEAL);
        Link out = rough.link("a", "b");
        long slowest = 0;
        for (int i = 1; i <= 100; i++) {
            long now = i * 60 * SECOND;
            slowest = Math.max(slowest, out.offer(now, 1_000_000, Carriage.STREAM) - now);
        }

        assertThat(slowest).isBetween(300 * MILLI, 4 * SECOND);
    }

    @Test
    void aConnectionThatOpensAnewDoesNotWaitForWhatTheOldOneOwed() {
        Network strict = network(heard, new StreamRules(200 * MILLI, 120 * SECOND, 10 * SECOND));
        Link out = strict.link("a", "b");
        Disturbance slow = strict.disturb(0, new LinkFault.Slow(100 * SECOND, 0), LinkSet.all());
        long late = out.offer(0, 1000, Carriage.STREAM);
        Disturbance cut = strict.disturb(SECOND, new LinkFault.Cut(), LinkSet.all());
        strict.lift(12 * SECOND, cut);
        strict.lift(12 * SECOND, slow);

        assertThat(out.offer(13 * SECOND, 1000, Carriage.STREAM)).isLessThan(14 * SECOND);
        assertThat(out.onArrival(late, 0, 1000, Carriage.STREAM, 0)).isEqualTo(Link.LOST);
    }

    @Test
    void aBusyConnectionOverADrivenDishDoesNotBreakOfOutagesOfSeconds() {
        Network driven = new Network(new Seeds(3), StreamRules.LINUX, heard);
        driven.site("car", LinkProfile.read(Path.of("hardware/uplinks/starlink-roaming.conf")));
        driven.site("world", LinkProfile.IDEAL);
        driven.machine("a", "car", LinkProfile.IDEAL);
        driven.machine("b", "world", LinkProfile.IDEAL);
        Link out = driven.link("a", "b");
        for (int i = 0; i < 360_000; i++) out.offer(i * 10 * MILLI, 100, Carriage.STREAM);

        assertThat(out.counters().lost()).isZero();
        assertThat(out.counters().resent()).isPositive();
    }

    @Test
    void aClogHoldsEverythingAndLetsItGoInOrder() {
        long early = link.offer(0, 1000, Carriage.STREAM);
        network.disturb(MILLI, new LinkFault.Clog(), LinkSet.touching("b"));
        link.offer(2 * MILLI, 1000, Carriage.STREAM);
        long second = link.ticket();
        link.offer(3 * MILLI, 1000, Carriage.DATAGRAM);
        long third = link.ticket();
        assertThat(link.onArrival(early, 0, 1000, Carriage.STREAM, 0)).isEqualTo(Link.HELD);
        long first = link.ticket();

        network.heal(5 * SECOND);

        assertThat(heard.inTheOrderOfRelease).containsExactly(first, second, third);
        assertThat(heard.released).containsEntry(first, 5 * SECOND + 1).containsEntry(second, 5 * SECOND + 11 * MILLI);
        assertThat(heard.released.get(third)).isEqualTo(5 * SECOND + 12 * MILLI);
    }

    @Test
    void aSlowLinkTakesTheStatedTimeLonger() {
        Disturbance slow = network.disturb(0, new LinkFault.Slow(300 * MILLI, 0), LinkSet.all());

        assertThat(link.offer(0, 1000, Carriage.DATAGRAM)).isEqualTo(311 * MILLI);
        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(312 * MILLI);
        network.lift(0, slow);
        assertThat(link.offer(0, 1000, Carriage.DATAGRAM)).isEqualTo(13 * MILLI);
    }

    @Test
    void theJitterOfASlowLinkIsEvenAndStreamsKeepTheirOrder() {
        network.disturb(0, new LinkFault.Slow(100 * MILLI, 40 * MILLI), LinkSet.all());
        long sum = 0;
        long before = 0;
        for (int i = 0; i < 1000; i++) {
            long now = i * SECOND;
            long took = link.offer(now, 1, Carriage.DATAGRAM) - now;
            assertThat(took).isBetween(110 * MILLI, 151 * MILLI);
            sum += took;
            long arrival = link.offer(now + i % 10 * MILLI, 1, Carriage.STREAM);
            assertThat(arrival).isGreaterThanOrEqualTo(before);
            before = arrival;
        }

        assertThat(sum / 1000).isBetween(128 * MILLI, 132 * MILLI);
    }

    @Test
    void aConnectionOverASlowLinkWaitsForItsRoundTripBeforeItSendsAgain() {
        network.disturb(0, new LinkFault.Slow(SECOND, 0), LinkSet.all());
        Disturbance flap = network.disturb(0, new LinkFault.Flap(3 * SECOND, 2 * SECOND), LinkSet.all());

        assertThat(link.offer(1500 * MILLI, 1000, Carriage.STREAM))
                .isEqualTo(1500 * MILLI + 2 * (SECOND + 10 * MILLI) + 200 * MILLI + SECOND + 11 * MILLI);
        network.lift(0, flap);
    }

    @Test
    void aThrottledLinkLetsItsRateThrough() {
        Disturbance throttle = network.disturb(0, new LinkFault.Throttle(8000), LinkSet.all());

        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(SECOND + 11 * MILLI);
        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(2 * SECOND + 12 * MILLI);
        network.lift(SECOND, throttle);
        assertThat(link.offer(9 * SECOND, 1000, Carriage.STREAM)).isEqualTo(9 * SECOND + 11 * MILLI);
    }

    @Test
    void aFlappingLinkPassesWhatFitsIntoTheTimeItIsUp() {
        network.disturb(0, new LinkFault.Flap(SECOND, 500 * MILLI), LinkSet.all());

        assertThat(link.offer(100 * MILLI, 1000, Carriage.DATAGRAM)).isEqualTo(111 * MILLI);
        assertThat(link.offer(495 * MILLI, 1000, Carriage.DATAGRAM)).isEqualTo(Link.LOST);
        assertThat(link.isDown(600 * MILLI)).isTrue();
        assertThat(link.offer(600 * MILLI, 1000, Carriage.STREAM)).isBetween(SECOND + 10 * MILLI, SECOND + 500 * MILLI);
        assertThat(link.isDown(1100 * MILLI)).isFalse();
    }

    @Test
    void aDuplicatedDatagramArrivesTwice() {
        network.disturb(0, new LinkFault.Duplicate(1), LinkSet.all());

        link.offer(0, 1000, Carriage.DATAGRAM);

        assertThat(link.copy()).isEqualTo(11 * MILLI);
        assertThat(link.counters().duplicated()).isEqualTo(1);
    }

    @Test
    void whatIsDuplicatedOfAStreamTakesItsBandwidthAgainAndArrivesOnce() {
        Disturbance duplicate = network.disturb(0, new LinkFault.Duplicate(1), LinkSet.all());

        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(11 * MILLI);
        assertThat(link.copy()).isEqualTo(Link.LOST);
        // behind the first and its double
        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(13 * MILLI);
        network.lift(0, duplicate);
        assertThat(link.offer(0, 1000, Carriage.STREAM)).isEqualTo(15 * MILLI);

        assertThat(link.counters().duplicated()).isEqualTo(2);
        assertThat(link.counters().messages()).isEqualTo(3);
        assertThat(link.counters().bytes()).isEqualTo(5000);
    }

    @Test
    void whatIsReorderedOfAStreamHoldsBackAllThatFollowsItInItsLaneOnly() {
        Disturbance reorder = network.disturb(0, new LinkFault.Reorder(1, SECOND), LinkSet.all());
        long late = link.offer(0, 1000, Carriage.STREAM, 0);
        network.lift(0, reorder);

        assertThat(late).isBetween(20 * MILLI, SECOND + 11 * MILLI);
        assertThat(link.offer(0, 1000, Carriage.STREAM, 0)).isEqualTo(late);
        assertThat(link.offer(MILLI, 1000, Carriage.STREAM, 0)).isEqualTo(late);
        assertThat(link.offer(MILLI, 1000, Carriage.STREAM, 1)).isEqualTo(14 * MILLI);
        assertThat(link.offer(late, 1000, Carriage.STREAM, 0)).isEqualTo(late + 11 * MILLI);
    }

    @Test
    void reorderedDatagramsAreOvertaken() {
        network.disturb(0, new LinkFault.Reorder(0.5, SECOND), LinkSet.all());
        long before = 0;
        int overtaken = 0;
        for (int i = 0; i < 100; i++) {
            long arrival = link.offer(i * 10 * MILLI, 100, Carriage.DATAGRAM);
            if (arrival < before) overtaken++;
            before = Math.max(before, arrival);
        }

        assertThat(overtaken).isGreaterThan(20);
    }

    @Test
    void countersSayWhatHappened() {
        Disturbance lossy = network.disturb(0, new LinkFault.Lossy(1), LinkSet.all());
        link.offer(0, 400, Carriage.DATAGRAM);
        network.lift(0, lossy);
        network.disturb(0, new LinkFault.Clog(), LinkSet.all());
        link.offer(0, 600, Carriage.DATAGRAM);

        LinkCounters counters = link.counters();
        assertThat(counters.messages()).isEqualTo(2);
        assertThat(counters.bytes()).isEqualTo(1000);
        assertThat(counters.lost()).isEqualTo(1);
        assertThat(counters.held()).isEqualTo(1);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> link.offer(0, 1, Carriage.STREAM, 64)).hasMessageContaining("lane 64");
        assertThatThrownBy(() -> new LinkFault.Slow(-1, 0)).hasMessageContaining("at least 0");
        assertThatThrownBy(() -> new LinkFault.Lossy(-0.1)).hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> new LinkFault.Flap(SECOND, 2 * SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> network.link("a", "nobody")).hasMessageContaining("no machine nobody");
        assertThatThrownBy(() -> LinkSet.across(List.of(List.of("a"), List.of("a"))))
                .hasMessageContaining("two groups");
    }

    /** Two machines of one site: 10 ms one way, 8 Mbit/s, so that 1,000 bytes take a millisecond. */
    private static Network network(LinkListener listener, StreamRules rules) {
        Network network = new Network(new Seeds(7), rules, listener);
        network.site("home", LinkProfile.IDEAL);
        network.machine("a", "home", Heard.plain(10 * MILLI, 8));
        network.machine("b", "home", LinkProfile.IDEAL);
        return network;
    }
}
