package dev.darm.sim.link;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which directions a fault is for. What a machine sends to itself is never among those made here. */
@FunctionalInterface
public interface LinkSet {

    boolean contains(String from, String to);

    /** Every direction between two machines. */
    static LinkSet all() {
        return (from, to) -> !from.equals(to);
    }

    /** One direction. */
    static LinkSet oneWay(String source, String target) {
        return (from, to) -> !from.equals(to) && from.equals(source) && to.equals(target);
    }

    /** Both directions between two machines. */
    static LinkSet between(String one, String other) {
        return oneWay(one, other).or(oneWay(other, one));
    }

    /** What {@code machine} sends: it can hear but not speak. */
    static LinkSet outOf(String machine) {
        return (from, to) -> !from.equals(to) && from.equals(machine);
    }

    /** What is sent to {@code machine}: it can speak but not hear. */
    static LinkSet into(String machine) {
        return (from, to) -> !from.equals(to) && to.equals(machine);
    }

    /** Everything to and from {@code machine}. */
    static LinkSet touching(String machine) {
        return outOf(machine).or(into(machine));
    }

    /** What goes from one of {@code sources} to one of {@code targets}. */
    static LinkSet fromTo(Collection<String> sources, Collection<String> targets) {
        TreeSet<String> out = new TreeSet<>(sources);
        TreeSet<String> in = new TreeSet<>(targets);
        return (from, to) -> !from.equals(to) && out.contains(from) && in.contains(to);
    }

    /** Everything that crosses from one group to another; machines in no group make up one more. */
    static LinkSet across(List<? extends Collection<String>> groups) {
        TreeMap<String, Integer> group = new TreeMap<>();
        for (int i = 0; i < groups.size(); i++) {
            for (String machine : groups.get(i)) {
                if (group.put(machine, i) != null)
                    throw new IllegalArgumentException(machine + " stands in two groups of " + groups);
            }
        }
        return (from, to) -> !group.getOrDefault(from, -1).equals(group.getOrDefault(to, -1));
    }

    default LinkSet or(LinkSet other) {
        return (from, to) -> contains(from, to) || other.contains(from, to);
    }
}
