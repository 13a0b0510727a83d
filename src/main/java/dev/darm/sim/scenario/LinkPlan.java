package dev.darm.sim.scenario;

import java.util.List;

/**
 * The profile of the directions from some machines to others, in place of the machines' uplinks.
 *
 * @param from names of machines
 * @param to names of machines, never empty
 * @param bothWays whether the other direction is meant too
 * @param uplink name of a profile in {@code hardware/uplinks}
 */
public record LinkPlan(List<String> from, List<String> to, boolean bothWays, String uplink) {

    public LinkPlan {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    public boolean covers(String sender, String receiver) {
        return (from.contains(sender) && to.contains(receiver))
                || (bothWays && from.contains(receiver) && to.contains(sender));
    }
}
