package dev.darm.sim.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run did. All moments are nanoseconds of virtual time since its start; lists are in the order of time, or in the
 * order in which they are to be shown where they have none.
 *
 * @param commits one for each block, when it was final on the first correct node
 * @param links one for each direction between two machines that carried or lost something
 * @param members how many members the cluster had, as one or several nodes saw it
 * @param queues how long queues were: mailboxes, run queue, links
 * @param chaos the unlikely branches of the code; empty when the scenario leaves them off
 * @param roots how many roots of branches waited for the chain on nodes that a stream writes to
 */
public record RunSummary(
        Run run,
        Cost cost,
        List<Invariant> invariants,
        List<Fault> faults,
        List<Commit> commits,
        Recall recall,
        List<Link> links,
        List<Series> members,
        List<Series> queues,
        List<Ask> asks,
        List<ChaosPoint> chaos,
        List<Series> roots) {

    public RunSummary {
        invariants = List.copyOf(invariants);
        faults = List.copyOf(faults);
        commits = List.copyOf(commits);
        links = List.copyOf(links);
        members = List.copyOf(members);
        queues = List.copyOf(queues);
        asks = List.copyOf(asks);
        chaos = List.copyOf(chaos);
        roots = List.copyOf(roots);
    }

    /** How a run ended. */
    public enum Outcome {
        PASSED,
        FAILED,
        INTERRUPTED
    }

    /**
     * Which run it was.
     *
     * @param reason why it did not pass; empty when it did
     * @param config the text of the configuration, as it was used
     * @param traceHash the rolling hash over all events, 16 hexadecimal digits
     */
    public record Run(
            String scenario,
            long seed,
            String version,
            String commit,
            Outcome outcome,
            String reason,
            String config,
            String traceHash) {}

    /**
     * What it took.
     *
     * @param convergedNanos when all correct nodes agreed after the last fault; null when they did not, or nothing asked
     */
    public record Cost(
            double wallSeconds,
            double cpuSeconds,
            long virtualNanos,
            long steps,
            long events,
            @Nullable Long convergedNanos) {}

    /** Whether an invariant held. */
    public enum Result {
        HELD,
        BROKEN,
        NEVER_CHECKED
    }

    /** Something that must hold; {@code detail} says what was seen where it did not. */
    public record Invariant(String name, long checks, Result result, String detail) {}

    /** Something the scenario did; null for {@code untilNanos} where it is over at once, the end of the run where never. */
    public record Fault(long atNanos, @Nullable Long untilNanos, String kind, String target) {}

    /** A block; {@code latencyNanos} from its proposal until it was final. */
    public record Commit(long atNanos, long height, long latencyNanos) {}

    /** How questions were answered. */
    public record Recall(long asked, List<Tier> tiers) {

        public Recall {
            tiers = List.copyOf(tiers);
        }

        /** Questions that some memory answered. */
        public long hits() {
            return tiers.stream().mapToLong(Tier::hits).sum();
        }
    }

    /** How many questions one rung of the recall ladder answered. */
    public record Tier(String name, long hits) {}

    /** What one direction between two machines carried and lost. */
    public record Link(String from, String to, long messages, long bytes, long dropped) {}

    /** A value over time: it holds from each point to the next. */
    public record Series(String name, List<Point> points) {

        public Series {
            points = List.copyOf(points);
        }
    }

    /** A value from a moment on. */
    public record Point(long atNanos, double value) {}

    /** An unlikely branch of the code: whether the seed switched it on, how often the nodes passed it and took it. */
    public record ChaosPoint(String name, boolean on, long passed, long fired) {}

    /** A question; {@code tier} is the rung that answered, empty for an abstention. */
    public record Ask(long atNanos, long latencyNanos, String tier) {}
}
