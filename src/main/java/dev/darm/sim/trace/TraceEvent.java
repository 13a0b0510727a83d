package dev.darm.sim.trace;

/**
 * One event of a run.
 *
 * @param number its place among all events of the run, from 0
 * @param step the step of the run in which it happened; several events may share one
 * @param now virtual time, nanoseconds since the start of the run
 * @param machine the index of the machine, −1 for the run itself
 * @param node the name of that machine
 * @param subject whom it concerns: an actor's path, a link, a file, a fault's target
 * @param detail what it is: a message's class, an operation, a fault's name
 * @param size bytes, 0 where there are none
 * @param content a hash of its bytes, 0 where none was taken
 * @param hash the rolling hash after it
 * @param note more for people, empty where there is none; no part of the hash
 */
public record TraceEvent(
        long number,
        long step,
        long now,
        int machine,
        String node,
        Kind kind,
        String subject,
        String detail,
        int size,
        long content,
        long hash,
        String note) {

    /** Whether the two did the same thing at the same step and time, whatever happened before. */
    public boolean sameAs(TraceEvent other) {
        return number == other.number
                && step == other.step
                && now == other.now
                && machine == other.machine
                && kind == other.kind
                && size == other.size
                && content == other.content
                && subject.equals(other.subject)
                && detail.equals(other.detail);
    }
}
