package dev.darm.sim.run;

import dev.darm.sim.engine.Machine;
import dev.darm.sim.link.Network;
import java.util.ArrayList;
import java.util.List;

/** In which states of its protocols a fleet is, in words, so that one can tell which faults met which. */
final class States {

    private static final long JUST = 1_000_000_000L;

    static final List<String> NAMES = List.of(
            "all up",
            "a node down",
            "a node starting",
            "a node frozen",
            "links cut",
            "ingest in flight",
            "ask in flight",
            "block just committed",
            "chain idle",
            "no block yet");

    private final RunningFleet fleet;
    private final Observations seen;
    private final Network network;

    States(RunningFleet fleet, Observations seen, Network network) {
        this.fleet = fleet;
        this.seen = seen;
        this.network = network;
    }

    List<String> now() {
        List<String> states = new ArrayList<>();
        boolean down = false;
        boolean starting = false;
        boolean frozen = false;
        for (SimulatedNode node : fleet.nodes()) {
            Machine machine = node.machine();
            down |= !machine.alive();
            frozen |= machine.frozen();
            starting |= machine.alive() && node.node() == null;
        }
        if (!down && !starting && !frozen) states.add("all up");
        if (down) states.add("a node down");
        if (starting) states.add("a node starting");
        if (frozen) states.add("a node frozen");
        if (network.isAnythingCut()) states.add("links cut");
        if (seen.ingestsInFlight > 0) states.add("ingest in flight");
        if (seen.asksInFlight > 0) states.add("ask in flight");
        long now = fleet.engine().now();
        if (seen.lastCommit < 0) states.add("no block yet");
        else states.add(now - seen.lastCommit < JUST ? "block just committed" : "chain idle");
        return states;
    }
}
