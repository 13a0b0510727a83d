package dev.darm.sim.disk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations of the recent past, each with its time and the way back, so that a crash can happen before operations that
 * the model has carried out already.
 *
 * <p>A step of a machine is carried out at once though its disk operations take time, and steps of two cores overlap: the
 * order of execution is not the order of time. So going back means to undo from the last operation to the first that must
 * not have happened, and then to do those in between again that did happen, in the order of execution.
 */
final class Past {

    /** What an operation does to the disk, with all chance drawn before, so that doing it again is the same. */
    @FunctionalInterface
    interface Operation {
        void run(Undo undo);
    }

    private static final class Done implements Undo {
        private final long issued;
        private final long completed;
        private final Operation operation;
        private final List<Runnable> back = new ArrayList<>(3);

        Done(long issued, long completed, Operation operation) {
            this.issued = issued;
            this.completed = completed;
            this.operation = operation;
        }

        @Override
        public void add(Runnable step) {
            back.add(step);
        }

        void undo() {
            for (int i = back.size() - 1; i >= 0; i--) back.get(i).run();
        }
    }

    private final ArrayDeque<Done> done = new ArrayDeque<>();

    /** Carries out {@code operation}, which was issued and will have been completed at these instants. */
    void run(long issued, long completed, Operation operation) {
        Done entry = new Done(issued, completed, operation);
        operation.run(entry);
        done.addLast(entry);
    }

    /** No crash will come before {@code instant}: what was completed by then stays. */
    void forget(long instant) {
        while (!done.isEmpty() && done.getFirst().completed <= instant) done.removeFirst();
    }

    /** Takes back what was issued after {@code at} and, when {@code inFlight}, what was not completed at {@code at}. */
    void rewind(long at, boolean inFlight) {
        long first =
                done.stream().takeWhile(entry -> happened(entry, at, inFlight)).count();
        ArrayDeque<Done> again = new ArrayDeque<>();
        while (done.size() > first) {
            Done entry = done.removeLast();
            entry.undo();
            if (happened(entry, at, inFlight)) again.addFirst(entry);
        }
        for (Done entry : again) run(entry.issued, entry.completed, entry.operation);
    }

    private static boolean happened(Done entry, long at, boolean inFlight) {
        return entry.issued <= at && (!inFlight || entry.completed <= at);
    }

    void clear() {
        done.clear();
    }

    int size() {
        return done.size();
    }
}
