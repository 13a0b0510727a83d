package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Faults at random times.
 *
 * @param rates by kind; kinds not named never happen by chance
 * @param from when they begin
 * @param quiet how long before the end of the run they stop: there is the liveness phase
 * @param off the probability with which a kind is left out of a seed altogether, so that seeds differ in their mixture
 *     (Groce et al., Swarm testing, ISSTA 2012)
 * @param liveness whether the liveness phase follows
 */
public record Generator(SortedMap<FaultKind, Rate> rates, Duration from, Duration quiet, double off, boolean liveness) {

    /**
     * How often one kind happens, to whom, for how long and how badly.
     *
     * @param perHour over the whole fleet, on average; the gaps are exponential
     * @param lasting the duration; of no meaning for kinds without one
     * @param among the machines that it may happen to
     * @param fixed values of parameters by component name, one of which is drawn; parameters not named are drawn from
     *     their kind's own range
     */
    public record Rate(double perHour, Spread lasting, List<String> among, Map<String, List<Object>> fixed) {}
}
