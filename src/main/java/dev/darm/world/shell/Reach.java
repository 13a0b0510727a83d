package dev.darm.world.shell;

import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.Reachability;
import akka.cluster.UniqueAddress;
import java.util.Map;
import java.util.Set;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which members this node itself can speak to. Akka calls a member unreachable for everybody as soon as one other member
 * does not hear it, so one broken link would cut its ends off from the whole cluster. Here a node judges by what it hears
 * itself; of a member that it does not watch (Akka lets {@code monitored-by-nr-of-members} watch each), by whether a third
 * of those that do have lost it.
 */
final class Reach {

    private final Cluster cluster;

    Reach(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whether the member at {@code address} cannot be reached from here. */
    boolean isAway(Address address) {
        return isAway(
                address,
                cluster.selfUniqueAddress(),
                cluster.failureDetector().isMonitoring(address),
                cluster.readView().reachability(),
                cluster.settings().MonitoredByNrOfMembers());
    }

    /**
     * @param watched whether {@code self} watches the member
     * @param watchers how many members watch it
     */
    static boolean isAway(
            Address address, UniqueAddress self, boolean watched, Reachability reachability, int watchers) {
        Map<UniqueAddress, scala.collection.immutable.Set<UniqueAddress>> all =
                CollectionConverters.asJava(reachability.observersGroupedByUnreachable());
        for (Map.Entry<UniqueAddress, scala.collection.immutable.Set<UniqueAddress>> entry : all.entrySet()) {
            if (!entry.getKey().address().equals(address)) continue;
            Set<UniqueAddress> observers = CollectionConverters.asJava(entry.getValue());
            if (observers.contains(self) || !watched && 3 * observers.size() >= watchers) return true;
        }
        return false;
    }
}
