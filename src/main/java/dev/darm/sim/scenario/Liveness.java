package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.List;

/**
 * The end of a run in which progress is demanded: at {@code at} the machines of {@code core} recover, as do the links among
 * them, and every fault that lasts elsewhere then lasts for good.
 *
 * @param core a quorum of validators that the budget does not count, and with others more than half of the machines, in the
 *     order of the scenario
 */
public record Liveness(Duration at, List<String> core) {

    public Liveness {
        core = List.copyOf(core);
    }
}
