package dev.darm.sim.link;

import static dev.darm.sim.link.Heard.MILLI;
import static dev.darm.sim.link.Heard.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.Seeds;
import dev.darm.sim.link.Link.Carriage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What holds for any traffic, any seed and any faults. */
class LinkLawsTest {

    /** A message that is handed over {@code after} the one before. */
    record Offer(long after, int bytes, Carriage carriage, int lane) {}

    /** A fault from {@code at} for {@code lasts}. */
    record Trouble(long at, long lasts, LinkFault fault) {}

    @Provide
    Arbitrary<List<Offer>> traffic() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 400 * MILLI),
                        Arbitraries.integers().between(1, 200_000),
                        Arbitraries.of(Carriage.class),
                        Arbitraries.integers().between(0, 2))
                .as(Offer::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Trouble>> troubles() {
        Arbitrary<LinkFault> faults = Arbitraries.of(
                new LinkFault.Cut(),
                new LinkFault.Cut(),
                new LinkFault.Clog(),
                new LinkFault.Slow(40 * MILLI, 300 * MILLI),
                new LinkFault.Lossy(0.4),
                new LinkFault.Throttle(1e6),
                new LinkFault.Duplicate(0.5),
                new LinkFault.Reorder(0.5, SECOND),
                new LinkFault.Flap(3 * SECOND, SECOND));
        return Combinators.combine(
                        Arbitraries.longs().between(0, 15 * SECOND),
                        Arbitraries.longs().between(1, 8 * SECOND),
                        faults)
                .as(Trouble::new)
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<LinkProfile> profiles() {
        return Arbitraries.of(
                Heard.plain(MILLI, 100),
                Heard.rough(3 * MILLI, 0.05),
                LinkProfile.read(Path.of("hardware/uplinks/lan-1g.conf")),
                LinkProfile.read(Path.of("hardware/uplinks/wifi.conf")),
                LinkProfile.read(Path.of("hardware/uplinks/starlink-roaming.conf")));
    }

    @Property(tries = 300)
    void nothingArrivesEarlierThanTheLeastLatency(
            @ForAll("profiles") LinkProfile profile, @ForAll long seed, @ForAll("traffic") List<Offer> traffic) {
        Link link = network(profile, seed, new Heard()).link("a", "b");
        long now = 0;
        for (Offer offer : traffic) {
            now += offer.after();
            long arrival = link.offer(now, offer.bytes(), offer.carriage(), offer.lane());

            assertThat(arrival == Link.LOST || arrival >= now + link.leastNanos())
                    .isTrue();
            if (link.copy() != Link.LOST) assertThat(link.copy()).isGreaterThanOrEqualTo(now + link.leastNanos());
        }
    }

    @Property(tries = 400)
    void throughAnyFaultsStreamsKeepTheirOrderAndNothingCrossesACut(
            @ForAll("profiles") LinkProfile profile,
            @ForAll long seed,
            @ForAll("traffic") List<Offer> traffic,
            @ForAll("troubles") List<Trouble> troubles) {
        Play play = new Play(profile, seed, StreamRules.LINUX);
        play.run(traffic, troubles);

        for (int lane = 0; lane < 3; lane++) {
            int of = lane;
            assertThat(play.delivered.stream()
                            .filter(one -> one.carriage == Carriage.STREAM && one.lane == of)
                            .map(one -> one.number)
                            .toList())
                    .isSorted();
        }
        for (Play.Message one : play.delivered) {
            for (Trouble cut : troubles) {
                if (!(cut.fault() instanceof LinkFault.Cut) || one.offeredAt >= cut.at()) continue;
                long open = one.carriage == Carriage.STREAM
                        ? cut.at() + cut.lasts() + play.link.leastNanos()
                        : Long.MAX_VALUE;
                assertThat(one.deliveredAt <= cut.at() || one.deliveredAt >= open)
                        .as("%s across %s", one, cut)
                        .isTrue();
            }
        }
    }

    /** Cuts and clogs of a few microseconds, among messages of a few microseconds: one meets the other's edges often. */
    @Property(tries = 1000)
    void streamsKeepTheirOrderThroughFaultsAsShortAsALatency(
            @ForAll long seed,
            @ForAll @Size(min = 2, max = 12) List<@IntRange(max = 90) Integer> offersAfter,
            @ForAll @Size(max = 6) List<@IntRange(max = 250) Integer> troubles) {
        List<Offer> traffic = offersAfter.stream()
                .map(after -> new Offer(after * 1000L, 1, Carriage.STREAM, 0))
                .toList();
        List<Trouble> faults = new ArrayList<>();
        for (int at : troubles)
            faults.add(new Trouble(
                    at * 1000L, 1 + at % 7 * 1000L, at % 3 == 0 ? new LinkFault.Clog() : new LinkFault.Cut()));

        assertInOrder(LinkProfile.read(Path.of("hardware/uplinks/lan-1g.conf")), seed, traffic, faults);
    }

    @Test
    void aMessageThatWaitsForTheEndOfOneCutIsNotOvertakenByOneThatTheNextCutHoldsBack() {
        assertInOrder(
                LinkProfile.read(Path.of("hardware/uplinks/lan-1g.conf")),
                0,
                List.of(new Offer(0, 1, Carriage.STREAM, 2), new Offer(1, 1, Carriage.STREAM, 2)),
                List.of(new Trouble(0, 1, new LinkFault.Cut()), new Trouble(61_751, 1, new LinkFault.Cut())));
    }

    private static void assertInOrder(LinkProfile profile, long seed, List<Offer> traffic, List<Trouble> troubles) {
        Play play = new Play(profile, seed, StreamRules.LINUX);
        play.run(traffic, troubles);

        assertThat(play.delivered).hasSameSizeAs(traffic);
        assertThat(play.delivered.stream().map(one -> one.number).toList()).isSorted();
    }

    @Property(tries = 300)
    void everyMessageIsDeliveredOrLostAndEveryStreamIsDeliveredUnlessItsConnectionBreaks(
            @ForAll("profiles") LinkProfile profile,
            @ForAll long seed,
            @ForAll("traffic") List<Offer> traffic,
            @ForAll("troubles") List<Trouble> troubles,
            @ForAll @LongRange(min = 1, max = 60) long breakAfterSeconds) {
        Play play = new Play(profile, seed, new StreamRules(200 * MILLI, 120 * SECOND, breakAfterSeconds * SECOND));
        play.run(traffic, troubles);

        assertThat(play.delivered.size() - play.copies + play.lost.size()).isEqualTo(traffic.size());
        assertThat(play.link.holding()).isZero();
        play.link.notice(Long.MAX_VALUE / 4);
        if (play.lost.stream().anyMatch(one -> one.carriage == Carriage.STREAM))
            assertThat(play.heard.breaks).isNotEmpty();
        assertThat(play.link.counters().messages()).isEqualTo(traffic.size());
    }

    @Property(tries = 100)
    void aRunIsTheSameWhenItIsRunAgain(
            @ForAll("profiles") LinkProfile profile,
            @ForAll long seed,
            @ForAll("traffic") List<Offer> traffic,
            @ForAll("troubles") List<Trouble> troubles) {
        Play one = new Play(profile, seed, StreamRules.LINUX);
        Play other = new Play(profile, seed, StreamRules.LINUX);

        one.run(traffic, troubles);
        other.run(traffic, troubles);

        assertThat(one.delivered.toString()).isEqualTo(other.delivered.toString());
        assertThat(one.link.counters()).isEqualTo(other.link.counters());
    }

    @Property(tries = 100)
    void afterEverythingIsHealedTheLinkIsAsGoodAsNew(
            @ForAll("troubles") List<Trouble> troubles, @ForAll @IntRange(min = 1, max = 100_000) int bytes) {
        Network network = network(Heard.plain(MILLI, 100), 1, new Heard());
        Link link = network.link("a", "b");
        for (Trouble one : troubles) network.disturb(one.at(), one.fault(), LinkSet.all());
        network.heal(30 * SECOND);

        Link fresh = network(Heard.plain(MILLI, 100), 1, new Heard()).link("a", "b");
        assertThat(link.offer(31 * SECOND, bytes, Carriage.DATAGRAM))
                .isEqualTo(fresh.offer(31 * SECOND, bytes, Carriage.DATAGRAM));
        assertThat(link.offer(32 * SECOND, bytes, Carriage.STREAM))
                .isEqualTo(fresh.offer(32 * SECOND, bytes, Carriage.STREAM));
        assertThat(link.isDown(31 * SECOND)).isFalse();
    }

    private static Network network(LinkProfile profile, long seed, LinkListener listener) {
        return network(profile, seed, listener, StreamRules.LINUX);
    }

    private static Network network(LinkProfile profile, long seed, LinkListener listener, StreamRules rules) {
        Network network = new Network(new Seeds(seed), rules, listener);
        network.site("home", profile);
        network.site("away", LinkProfile.IDEAL);
        network.machine("a", "home", profile);
        network.machine("b", "away", LinkProfile.IDEAL);
        return network;
    }

    /** A small engine: carries offers, faults and arrivals out in the order of their instants. */
    private static final class Play {

        /** A message on its way; what it has been through. */
        static final class Message {
            final int number;
            final int bytes;
            final Carriage carriage;
            final int lane;
            final long offeredAt;
            long given;
            int attempts = 1;
            long deliveredAt = -1;

            Message(int number, Offer offer, long now) {
                this.number = number;
                this.bytes = offer.bytes();
                this.carriage = offer.carriage();
                this.lane = offer.lane();
                this.offeredAt = now;
                this.given = now;
            }

            @Override
            public String toString() {
                return "%d %s lane %d: %d to %d".formatted(number, carriage, lane, offeredAt, deliveredAt);
            }
        }

        private record Event(long at, long sequence, Runnable does) {}

        final Heard heard = new Heard();
        final List<Message> delivered = new ArrayList<>();
        final List<Message> lost = new ArrayList<>();
        int copies;
        final Link link;

        private final Network network;
        private final PriorityQueue<Event> events = new PriorityQueue<>(
                (a, b) -> a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.sequence(), b.sequence()));
        private final java.util.TreeMap<Long, Message> held = new java.util.TreeMap<>();
        private long sequence;
        private long now;

        Play(LinkProfile profile, long seed, StreamRules rules) {
            network = network(profile, seed, new Ears(), rules);
            link = network.link("a", "b");
        }

        private final class Ears implements LinkListener {
            @Override
            public void released(Link from, long ticket, long arrival) {
                Message message = java.util.Objects.requireNonNull(held.remove(ticket));
                message.attempts++;
                expect(message, arrival);
                if (message.carriage == Carriage.DATAGRAM) expectCopy(message);
            }

            @Override
            public void lost(Link from, long ticket) {
                lost.add(java.util.Objects.requireNonNull(held.remove(ticket)));
            }

            @Override
            public void broken(Link from, int lane, long at) {
                heard.broken(from, lane, at);
            }
        }

        void run(List<Offer> traffic, List<Trouble> troubles) {
            long at = 0;
            for (int i = 0; i < traffic.size(); i++) {
                Offer offer = traffic.get(i);
                at += offer.after();
                int number = i;
                schedule(at, () -> offer(new Message(number, offer, now)));
            }
            for (Trouble trouble : troubles)
                schedule(trouble.at(), () -> {
                    Disturbance one = network.disturb(now, trouble.fault(), LinkSet.all());
                    schedule(now + trouble.lasts(), () -> network.lift(now, one));
                });
            while (!events.isEmpty()) {
                Event next = events.remove();
                now = next.at();
                next.does().run();
            }
        }

        private void offer(Message message) {
            settle(message, link.offer(now, message.bytes, message.carriage, message.lane));
            expectCopy(message);
        }

        /** A second arrival of a datagram; the copy is a message of its own from here on. */
        private void expectCopy(Message message) {
            if (link.copy() == Link.LOST) return;
            Message copy = new Message(
                    message.number, new Offer(0, message.bytes, message.carriage, message.lane), message.offeredAt);
            copy.attempts = message.attempts;
            expect(copy, link.copy());
            copies++;
        }

        private void settle(Message message, long answer) {
            if (answer == Link.LOST) lost.add(message);
            else if (answer == Link.HELD) held.put(link.ticket(), message);
            else expect(message, answer);
        }

        private void expect(Message message, long arrival) {
            message.given = now;
            wait(message, arrival);
        }

        private void wait(Message message, long arrival) {
            schedule(arrival, () -> arrive(message));
        }

        private void arrive(Message message) {
            long answer = link.onArrival(now, message.given, message.bytes, message.carriage, message.lane);
            if (answer == now) {
                message.deliveredAt = now;
                delivered.add(message);
            } else if (answer > now) {
                wait(message, answer);
            } else {
                message.attempts++;
                settle(message, answer);
            }
        }

        private void schedule(long at, Runnable does) {
            events.add(new Event(at, sequence++, does));
        }
    }
}
