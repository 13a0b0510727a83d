package dev.darm.sim.run;

import com.typesafe.config.Config;
import dev.darm.sim.scenario.LivenessBound;
import java.time.Duration;
import java.util.Optional;

/** Whether the healed core commits a block within the time that {@link LivenessBound} computes. */
final class Progress {

    /** Of the slowest link that a profile describes, from there and back, and of the slowest machine and disk. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(200);

    private static final Duration START = Duration.ofSeconds(15);
    private static final Duration APPLY = Duration.ofMillis(50);
    private static final Duration SYNC = Duration.ofMillis(500);
    private static final long MEBIBYTE = 1 << 20;

    private final RunningFleet fleet;
    private final Observations seen;

    Progress(RunningFleet fleet, Observations seen) {
        this.fleet = fleet;
        this.seen = seen;
    }

    /** Whether the run went on long enough to judge, and there was something to agree on. */
    boolean judged(long healed, long now) {
        return now - healed >= bound().toNanos() && waiting(healed) || seen.lastCommit > healed;
    }

    Optional<String> broken(long healed, long now) {
        if (seen.lastCommit > healed || !judged(healed, now)) return Optional.empty();
        return Optional.of("no block within %s after the core was healed at %s; the last was committed at %s"
                .formatted(bound(), Duration.ofNanos(healed), Duration.ofNanos(Math.max(0, seen.lastCommit))));
    }

    /** Documents were acknowledged after the healing, early enough to become a block by now. */
    private boolean waiting(long healed) {
        return seen.acknowledged.values().stream()
                .anyMatch(kept -> kept.at() > healed && kept.at() < healed + bound().toNanos() / 4);
    }

    /** The bound of consensus, and what a claim takes from its document to its nomination. */
    Duration bound() {
        Config darm = fleet.nodes().getFirst().config().all().getConfig("darm");
        Config timeouts = darm.getConfig("ledger");
        LivenessBound.Rounds rounds = new LivenessBound.Rounds(
                timeouts.getDuration("timeouts.propose.initial"),
                timeouts.getDuration("timeouts.propose.growth"),
                timeouts.getDuration("timeouts.prevote.initial"),
                timeouts.getDuration("timeouts.prevote.growth"),
                timeouts.getDuration("timeouts.precommit.initial"),
                timeouts.getDuration("timeouts.precommit.growth"));
        int validators = (int) fleet.scenario().nodes().stream()
                .filter(node -> node.validator())
                .count();
        LivenessBound.Inputs inputs = new LivenessBound.Inputs(
                validators / 3,
                20,
                rounds,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                START,
                64 * MEBIBYTE,
                20 * MEBIBYTE,
                Duration.ofSeconds(20),
                darm.getDuration("cluster.form-after"),
                Duration.ofSeconds(120),
                ROUND_TRIP,
                MEBIBYTE,
                MEBIBYTE,
                64 * MEBIBYTE,
                seen.height(),
                MEBIBYTE,
                APPLY,
                SYNC);
        Config consolidation = darm.getConfig("consolidation");
        return new LivenessBound(inputs)
                .bound()
                .plus(consolidation.getDuration("min-age"))
                .plus(consolidation.getDuration("vote-timeout").multipliedBy(3))
                .plus(consolidation.getDuration("evidence-timeout").multipliedBy(3));
    }
}
