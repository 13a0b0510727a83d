package dev.darm.sim.link;

import dev.darm.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One direction between two machines: when a message that is handed over now arrives, if it does.
 *
 * <p>{@link #offer} answers at once with one primitive: an instant, {@link #LOST} or {@link #HELD}; nothing is allocated for
 * a message unless it is held. The second arrival of a datagram that is duplicated is {@link #copy}. When a given instant
 * comes, the caller asks {@link #onArrival} whether the message may be delivered, because a cut or a clog may have begun
 * since; while neither has, that is one comparison. A held message is named by {@link #ticket}; the {@link LinkListener}
 * hears later whether and when it arrives.
 *
 * <p>A <em>stream</em> is a TCP connection, one for each lane: its messages arrive in the order in which they were offered, a
 * loss shows as the delay until it is sent again ({@link StreamRules}), what is doubled on the way takes bandwidth and is thrown
 * away, what is held back on the way holds back all that follows it, and when a message has been tried for too long the
 * connection breaks: what was in flight is lost, {@link #connection} counts one more, and nothing passes until the route is
 * up again. A full queue holds a stream back with its sender, so it waits and is not lost. A <em>datagram</em> is lost for
 * good, by chance, by an outage, a cut or a full queue; it may arrive twice or out of order.
 */
public final class Link {

    /** How a message is carried. */
    public enum Carriage {
        STREAM,
        DATAGRAM
    }

    /** The message will not arrive. */
    public static final long LOST = Route.LOST;

    /** The message waits for the end of a cut or a clog; {@link #ticket} names it. */
    public static final long HELD = -2;

    /** The lanes of a link are numbered from 0 to less than this. */
    public static final int LANES = 64;

    private record Held(long ticket, int bytes, Carriage carriage, int lane, boolean inFlight) {}

    private final String from;
    private final String to;
    private final Route route;
    private final Draws draws;
    private final StreamRules rules;
    private final LinkListener listener;
    private final Conditions conditions = new Conditions();
    private final List<Lane> lanes = new ArrayList<>(1);
    private final TreeMap<Long, Held> held = new TreeMap<>();

    /** When the last cut ended: what was offered before it, other than during the cut, was in flight. */
    private long cutUntil = -1;

    private long copy = LOST;
    private long ticket;

    private long messages;
    private long bytesCarried;
    private long lost;
    private long duplicated;
    private long resent;
    private long heldEver;
    private long broken;
    private double queueMax;

    Link(String from, String to, Route route, Seeds seeds, StreamRules rules, LinkListener listener) {
        this.from = from;
        this.to = to;
        this.route = route;
        this.draws = new Draws(seeds);
        this.rules = rules;
        this.listener = listener;
    }

    public String from() {
        return from;
    }

    public String to() {
        return to;
    }

    /** The least time from an offer to an arrival while no fault slows the link, in nanoseconds. */
    public long leastNanos() {
        return route.least();
    }

    /** {@link #offer(long, int, Carriage, int)} on lane 0. */
    public long offer(long now, int bytes, Carriage carriage) {
        return offer(now, bytes, carriage, 0);
    }

    /**
     * Hands over a message.
     *
     * @param now the instant; not before the last one by more than the overlap of the machine's steps
     * @param bytes its size on the wire
     * @param lane the connection of a stream, 0 to less than {@link #LANES}; datagrams have none
     * @return when it arrives, at least {@code now} + {@link #leastNanos}, or {@link #LOST}, or {@link #HELD}
     */
    public long offer(long now, int bytes, Carriage carriage, int lane) {
        messages++;
        bytesCarried += bytes;
        copy = LOST;
        if (carriage == Carriage.STREAM) return stream(now, bytes, lane(lane));
        if (conditions.cut()) return lose();
        if (conditions.clogged()) return hold(bytes, carriage, 0, false);
        return launch(now, bytes);
    }

    /** When the last offered or released datagram arrives a second time, or {@link #LOST} when it does not. */
    public long copy() {
        return copy;
    }

    /** The name of the message that was held last. */
    public long ticket() {
        return ticket;
    }

    /**
     * Asks at an instant of arrival whether the message may be delivered.
     *
     * @param now the instant of arrival that was given
     * @param offeredAt when the message was offered or, if it was held, released
     * @return {@code now} when it may, a later instant at which to ask again with the same {@code offeredAt}, {@link #LOST} or
     *     {@link #HELD}
     */
    public long onArrival(long now, long offeredAt, int bytes, Carriage carriage, int laneNumber) {
        if (carriage == Carriage.DATAGRAM) {
            if (conditions.cut() || cutUntil > offeredAt) return lose();
            return conditions.clogged() ? hold(bytes, carriage, laneNumber, true) : now;
        }
        Lane lane = lane(laneNumber);
        expire(now);
        if (lane.breakAt <= now) breakOff(lane, lane.breakAt);
        if (lane.brokenAt > offeredAt) return lose();
        long stop = lane.nextStop(now, offeredAt);
        if (stop > now) return stop;
        return conditions.cut() || conditions.clogged() ? hold(bytes, carriage, laneNumber, true) : now;
    }

    private long stream(long now, int bytes, Lane lane) {
        expire(now);
        if (lane.breakAt != Lane.NEVER) {
            if (now < lane.breakAt) return lose();
            breakOff(lane, lane.breakAt);
        }
        if (lane.broken) {
            if (conditions.cut() || !isUp(now)) return lose();
            lane.reopen(now + roundTrip());
        }
        if (conditions.cut()) lane.stall(now);
        if (conditions.cut() || conditions.clogged()) return hold(bytes, Carriage.STREAM, lane.number, false);
        return send(now, bytes, lane);
    }

    /** Sends a message of a stream, again and again until an attempt succeeds or the connection breaks. */
    private long send(long now, int bytes, Lane lane) {
        long first = Math.max(now + join(now, bytes), lane.openAt);
        long timeOut = rules.timeOut(roundTrip());
        long attempt = whenUp(first, lane);
        int left = bytes;
        long arrival = attempt == LOST ? LOST : attempt(attempt, left);
        while (arrival == LOST) {
            if (attempt == LOST || attempt - first > rules.breakAfterNanos()) {
                lane.breakAt = first + rules.breakAfterNanos();
                return lose();
            }
            resent++;
            left = route.left(attempt, left);
            attempt = whenUp(attempt + timeOut, lane);
            timeOut = rules.next(timeOut);
            arrival = attempt == LOST ? LOST : attempt(attempt, left);
        }
        if (twice()) cross(now, left);
        return lane.inOrder(arrival + heldBack());
    }

    /** What is doubled of a stream takes its place in the queues behind the message, and nobody misses or gets it. */
    private void cross(long now, int bytes) {
        duplicated++;
        bytesCarried += bytes;
        join(now, bytes);
    }

    /**
     * The first attempt from {@code at} on that meets no outage and no flap, or {@link #LOST} when the connection gives up
     * before. All messages that an outage stops share one timer, as those of one connection do.
     */
    private long whenUp(long at, Lane lane) {
        if (isUp(at)) return at;
        if (lane.retryAt > at) return lane.retryAt;
        long attempt = at;
        long timeOut = rules.timeOut(roundTrip());
        while (!isUp(attempt)) {
            resent++;
            attempt += timeOut;
            timeOut = rules.next(timeOut);
            if (attempt - at > rules.breakAfterNanos()) return LOST;
        }
        lane.retryAt = attempt;
        return attempt;
    }

    /** Sends a datagram. */
    private long launch(long now, int bytes) {
        if (!route.hasRoom(now, bytes)) return lose();
        long start = now + join(now, bytes);
        long arrival = attempt(start, bytes);
        if (arrival == LOST) return lose();
        if (twice()) {
            copy = attempt(start, bytes);
            if (copy != LOST) duplicated++;
        }
        return arrival + heldBack();
    }

    private boolean twice() {
        double share = 1 - (1 - route.duplicate()) * (1 - conditions.duplicate());
        return share > 0 && draws.chance(share);
    }

    /** How long a message is held back on the way, while those behind it go on; mostly not at all. */
    private long heldBack() {
        double share = 1 - (1 - route.reorder()) * (1 - conditions.reorder());
        if (share == 0 || !draws.chance(share)) return 0;
        return (long) (draws.unit() * Math.max(route.reorderWindow(), conditions.reorderWindow()));
    }

    /** When what leaves at {@code at} arrives, or {@link #LOST}. */
    private long attempt(long at, int bytes) {
        if (conditions.loss() > 0 && draws.chance(conditions.loss())) return LOST;
        long travel = route.travel(at, bytes, draws);
        if (travel == LOST) return LOST;
        long arrival = at + travel + conditions.extra();
        if (conditions.extraJitter() > 0) arrival += (long) (draws.unit() * conditions.extraJitter());
        return conditions.flapsDown(at, arrival) ? LOST : arrival;
    }

    /** Joins the queues; how long they hold the message. */
    private long join(long now, int bytes) {
        Backlog throttle = conditions.throttle();
        long queued = route.join(now, bytes) + (throttle == null ? 0 : throttle.join(now, bytes));
        double waiting = Math.max(route.waiting(now), throttle == null ? 0 : throttle.waiting(now));
        if (waiting > queueMax) queueMax = waiting;
        return queued;
    }

    /** The least time that a message takes now. */
    private long least() {
        return route.least() + conditions.extra();
    }

    /** What a connection knows as its round trip: the other direction is taken to be like this one. */
    private long roundTrip() {
        return 2 * least();
    }

    private Lane lane(int number) {
        if (number < 0 || number >= LANES)
            throw new IllegalArgumentException("lane " + number + "; expected 0 to " + (LANES - 1));
        while (lanes.size() <= number) lanes.add(new Lane(lanes.size()));
        return lanes.get(number);
    }

    private long lose() {
        lost++;
        return LOST;
    }

    private long hold(int bytes, Carriage carriage, int lane, boolean inFlight) {
        heldEver++;
        held.put(++ticket, new Held(ticket, bytes, carriage, lane, inFlight));
        return HELD;
    }

    /** Breaks the connections that a cut has held up for too long. */
    private void expire(long now) {
        if (!conditions.cut()) return;
        for (Lane lane : lanes) {
            if (lane.stalledFrom != Lane.NEVER && now - lane.stalledFrom >= rules.breakAfterNanos())
                breakOff(lane, lane.stalledFrom + rules.breakAfterNanos());
        }
    }

    private void breakOff(Lane lane, long at) {
        broken++;
        lane.breakOff(at);
        for (Held one : List.copyOf(held.values())) {
            if (one.carriage() == Carriage.STREAM && one.lane() == lane.number) drop(one);
        }
        listener.broken(this, lane.number, at);
    }

    private void drop(Held one) {
        held.remove(one.ticket());
        lost++;
        listener.lost(this, one.ticket());
    }

    void add(long now, Disturbance disturbance) {
        expire(now);
        boolean wasCut = conditions.cut();
        conditions.add(disturbance);
        if (wasCut || !conditions.cut()) return;
        for (Lane lane : lanes) lane.cut(now);
        for (Held one : List.copyOf(held.values())) {
            if (one.carriage() == Carriage.DATAGRAM) drop(one);
            else if (one.inFlight()) lane(one.lane()).catchFlight(now);
            else lane(one.lane()).stall(now);
        }
    }

    void remove(long now, Disturbance disturbance) {
        expire(now);
        boolean wasCut = conditions.cut();
        boolean wasClogged = conditions.clogged();
        conditions.remove(disturbance);
        if (wasCut && !conditions.cut()) heal(now);
        if (wasClogged && !conditions.clogged()) lanes.forEach(lane -> lane.stop(now, now + 1));
        if (!conditions.cut() && !conditions.clogged()) release(now);
    }

    private void heal(long now) {
        cutUntil = now;
        for (Lane lane : lanes) {
            if (lane.stalledFrom != Lane.NEVER)
                lane.resume(now, rules.attemptFrom(lane.stalledFrom, now, roundTrip()), least());
        }
    }

    /** Lets go of everything that is held: first what was in flight, then what had not been sent, each in order. */
    private void release(long now) {
        List<Held> waiting = List.copyOf(held.values());
        for (Held one : waiting) {
            if (one.inFlight()) release(one, restart(now, one));
        }
        for (Held one : waiting) {
            if (!one.inFlight()) release(one, resend(now, one));
        }
    }

    private long restart(long now, Held one) {
        return one.carriage() == Carriage.DATAGRAM ? now : lane(one.lane()).lastStop(now);
    }

    private long resend(long now, Held one) {
        copy = LOST;
        return one.carriage() == Carriage.DATAGRAM
                ? launch(now, one.bytes())
                : send(now, one.bytes(), lane(one.lane()));
    }

    private void release(Held one, long arrival) {
        held.remove(one.ticket());
        if (arrival == LOST) listener.lost(this, one.ticket());
        else listener.released(this, one.ticket(), arrival);
    }

    private boolean isUp(long now) {
        return !conditions.flapsDown(now, now + least()) && route.isUp(now);
    }

    /** Whether nothing passes at {@code now}, by a cut, a flap or an outage of an uplink on the way. */
    public boolean isDown(long now) {
        return conditions.cut() || !isUp(now);
    }

    public boolean isCut() {
        return conditions.cut();
    }

    public boolean isClogged() {
        return conditions.clogged();
    }

    /** The faults that are on, oldest first. */
    public List<LinkFault> faults() {
        return conditions.active().stream().map(Disturbance::fault).toList();
    }

    /** How many messages wait for the end of a cut or a clog. */
    public int holding() {
        return held.size();
    }

    /** The number of the lane's connection: 0 at first, one more after each break that has been noticed. */
    public int connection(int lane) {
        return lane(lane).connection;
    }

    /**
     * When the next connection breaks if nothing is lifted before, or {@link Long#MAX_VALUE}. A transport that is to report
     * it then, rather than at its next message, calls {@link #notice} at that instant.
     */
    public long breaksAt() {
        long soonest = Long.MAX_VALUE;
        for (Lane lane : lanes) {
            soonest = Math.min(soonest, lane.breakAt);
            if (conditions.cut() && lane.stalledFrom != Lane.NEVER)
                soonest = Math.min(soonest, lane.stalledFrom + rules.breakAfterNanos());
        }
        return soonest;
    }

    /** Breaks the connections whose time has come by {@code now}. */
    public void notice(long now) {
        expire(now);
        for (Lane lane : lanes) {
            if (lane.breakAt <= now) breakOff(lane, lane.breakAt);
        }
    }

    public LinkCounters counters() {
        return new LinkCounters(
                messages, bytesCarried, lost, duplicated, resent, heldEver, broken, (long) Math.ceil(queueMax));
    }
}
