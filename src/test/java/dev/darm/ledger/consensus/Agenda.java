package dev.darm.ledger.consensus;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Virtual time in milliseconds, and what is to happen when; what is due at one moment happens in the order it was planned. */
public final class Agenda {

    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long planned;

    public long now() {
        return now;
    }

    public void after(long ms, Runnable action) {
        queue.add(new Event(now + ms, ++planned, action));
    }

    /** Lets time pass until {@code untilMs}, until {@code done} or until nothing is planned; says whether it is done. */
    public boolean run(long untilMs, BooleanSupplier done) {
        while (!queue.isEmpty() && !done.getAsBoolean() && queue.element().at <= untilMs) {
            Event event = queue.remove();
            now = event.at;
            event.action.run();
        }
        if (done.getAsBoolean()) return true;
        now = Math.max(now, untilMs);
        return false;
    }
}
