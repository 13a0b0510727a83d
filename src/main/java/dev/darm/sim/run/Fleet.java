package dev.darm.sim.run;

import dev.darm.sim.engine.Engine;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import java.util.List;

/** The machines of a run with their nodes, as invariants and reports see them. */
public interface Fleet {

    Scenario scenario();

    Plan plan();

    Engine engine();

    /** In the order of the scenario. */
    List<SimulatedNode> nodes();

    default SimulatedNode node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no machine " + name + " in this run"));
    }
}
