package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.List;

/**
 * What the users of a fleet do.
 *
 * @param documents in the order in which they are fed in, each once
 * @param generated how many further documents are written by the seed, after those
 * @param statements in a generated document
 * @param ingest how fast documents are fed in
 * @param questions that may be asked, besides those that generated documents bring with them
 * @param asks how fast questions are asked
 * @param settle how long after a document was fed in a question about it may be asked
 * @param feedback share of questions whose answer is judged, 0 to 1
 * @param useful share of judgements that are good, 0 to 1
 * @param feedbackAfter how long after the question
 * @param writes how fast texts are appended to a branch
 * @param branch its name
 * @param items work at stated times, besides all this
 */
public record Workload(
        List<Document> documents,
        int generated,
        int statements,
        Rate ingest,
        List<Work.Question> questions,
        Rate asks,
        Duration settle,
        double feedback,
        double useful,
        Duration feedbackAfter,
        Rate writes,
        String branch,
        List<TimedWork> items) {

    /** A document by the name that it is fed in under. */
    public record Document(String name, Work.Text body) {}

    /**
     * How often, when and where.
     *
     * @param perHour on average; 0 for never. The gaps are exponential (a Poisson process)
     * @param from since the start of the run
     * @param until since the start of the run; {@link Fault#ALWAYS} for its end
     * @param where the nodes spoken to
     * @param each every one of them each time; otherwise one of them by the seed
     */
    public record Rate(double perHour, Duration from, Duration until, List<String> where, boolean each) {}
}
