package dev.darm.sim.trace;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events a view shows: those that every condition lets through.
 *
 * @param nodes names of machines; empty for all
 * @param kinds kinds of event; empty for all
 * @param from the first moment, nanoseconds of virtual time, included
 * @param to the last moment, included
 * @param subject found somewhere in the subject; null for any
 * @param message found somewhere in the detail, which is a message's class where the event is one; null for any
 */
public record TraceFilter(
        Set<String> nodes,
        Set<Kind> kinds,
        long from,
        long to,
        @Nullable Pattern subject,
        @Nullable Pattern message) implements Predicate<TraceEvent> {

    /** Lets everything through. */
    public static final TraceFilter ALL =
            new TraceFilter(Set.of(), Set.of(), Long.MIN_VALUE, Long.MAX_VALUE, null, null);

    public TraceFilter {
        nodes = Set.copyOf(nodes);
        kinds = Set.copyOf(kinds);
    }

    public TraceFilter withNodes(Set<String> names) {
        return new TraceFilter(names, kinds, from, to, subject, message);
    }

    public TraceFilter withKinds(Set<Kind> some) {
        return new TraceFilter(nodes, some, from, to, subject, message);
    }

    public TraceFilter between(long first, long last) {
        return new TraceFilter(nodes, kinds, first, last, subject, message);
    }

    public TraceFilter withSubject(Pattern pattern) {
        return new TraceFilter(nodes, kinds, from, to, pattern, message);
    }

    public TraceFilter withMessage(Pattern pattern) {
        return new TraceFilter(nodes, kinds, from, to, subject, pattern);
    }

    @Override
    public boolean test(TraceEvent event) {
        return event.now() >= from
                && event.now() <= to
                && (kinds.isEmpty() || kinds.contains(event.kind()))
                && (nodes.isEmpty() || nodes.contains(event.node()))
                && (subject == null || subject.matcher(event.subject()).find())
                && (message == null || message.matcher(event.detail()).find());
    }
}
