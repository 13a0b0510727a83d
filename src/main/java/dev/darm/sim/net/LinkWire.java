package dev.darm.sim.net;

import dev.darm.sim.Seeds;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.link.Link;
import dev.darm.sim.link.LinkListener;
import dev.darm.sim.link.Network;
import dev.darm.sim.link.StreamRules;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A wire of modelled links: all of Akka's traffic goes over streams, a connection for each lane. */
public final class LinkWire implements Wire, LinkListener {

    private record Load(Link link, int bytes, int lane, Delivery delivery) {}

    private final Engine engine;
    private final Network network;

    /** What waits on a link, by link and ticket. */
    private final TreeMap<String, TreeMap<Long, Load>> held = new TreeMap<>();

    public LinkWire(Engine engine, Seeds seeds, StreamRules rules) {
        this.engine = engine;
        this.network = new Network(seeds, rules, this);
    }

    public Network network() {
        return network;
    }

    /**
     * What a step says when it has spent some time, such as after a sync, is offered to the link at that moment: what others
     * say before goes before it, and a machine that crashes before has not said it.
     */
    @Override
    public void carry(Machine from, Machine to, long now, int bytes, Lane lane, Delivery delivery) {
        Load load = new Load(network.link(from.name(), to.name()), bytes, lane.ordinal(), delivery);
        int incarnation = from.incarnation();
        if (now <= engine.now()) offer(load, now);
        else
            engine.at(now, () -> {
                if (from.runs(incarnation)) offer(load, now);
                else delivery.lost();
            });
    }

    private void offer(Load load, long now) {
        settle(load, now, load.link().offer(now, load.bytes(), Link.Carriage.STREAM, load.lane()));
    }

    private void settle(Load load, long offered, long answer) {
        if (answer == Link.LOST) engine.at(offered, load.delivery()::lost);
        else if (answer == Link.HELD)
            held.computeIfAbsent(name(load.link()), any -> new TreeMap<>())
                    .put(load.link().ticket(), load);
        else expect(load, offered, answer);
    }

    private void expect(Load load, long offered, long arrival) {
        engine.at(arrival, () -> arrive(load, arrival, offered));
    }

    private void arrive(Load load, long at, long offered) {
        long answer = load.link().onArrival(at, offered, load.bytes(), Link.Carriage.STREAM, load.lane());
        if (answer == at) load.delivery().arrived();
        else if (answer > at) expect(load, offered, answer);
        else settle(load, at, answer);
    }

    @Override
    public void released(Link link, long ticket, long arrival) {
        Load load = take(link, ticket);
        if (load != null) expect(load, engine.now(), arrival);
    }

    @Override
    public void lost(Link link, long ticket) {
        Load load = take(link, ticket);
        if (load != null) engine.at(engine.now(), load.delivery()::lost);
    }

    @Override
    public void broken(Link link, int lane, long at) {}

    private @Nullable Load take(Link link, long ticket) {
        TreeMap<Long, Load> waiting = held.get(name(link));
        return waiting == null ? null : waiting.remove(ticket);
    }

    private static String name(Link link) {
        return link.from() + ">" + link.to();
    }
}
