package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a healed core may take to make progress: to commit one block after {@link Liveness#at()}.
 *
 * <pre>
 *   bound   = restart + join + catch-up + agree
 *   restart = start + journal / disk
 *   join    = detect + max(form, reconnect) + 3 · gossip
 *   catch-up = ⌈behind / answer⌉ · rtt + behind / link + blocks · apply
 *   δ       = rtt + block / link + apply + sync                     one step of consensus, over the slowest link
 *   agree   = repeat + δ + Σ (timeouts(r) + 3 δ)  for r = round … round + late + silent,   + 3 δ
 *   timeouts(r) = propose + prevote + precommit + r · growth
 *   late    = max(0, ⌈(δ − propose) / proposeGrowth⌉ − round)       rounds until the propose timeout exceeds δ
 *   silent  = validators outside the core                           each may be the proposer of one round in turn
 * </pre>
 *
 * Every term is a worst case in which all the earlier ones happened too, so that a run that takes longer did something else
 * than wait (the argument is the termination proof of Tendermint, arXiv 1807.04938 §V, after GST).
 */
public record LivenessBound(Inputs inputs) {

    private static final int GOSSIP_ROUNDS = 3;
    private static final int STEPS = 3;

    /**
     * What the bound depends on.
     *
     * @param silent validators outside the core, which propose nothing
     * @param round the highest round that a validator of the core is in at the time of healing, from 0
     * @param rounds timeouts of consensus
     * @param repeat how often a validator repeats its messages
     * @param gossip how often heights are told
     * @param start from the start of a process to its first message, without reading its journal
     * @param journalBytes to read at the start, the most of any machine
     * @param diskBytesPerSecond read by the slowest disk
     * @param detect until the cluster notices who is unreachable and settles it
     * @param form how long a node looks for a cluster before a majority forms one
     * @param reconnect the longest wait between two attempts to connect
     * @param roundTrip of the slowest link within the core
     * @param linkBytesPerSecond of that link
     * @param blockBytes of the largest block
     * @param behindBytes by which the last of the core lags behind its chain
     * @param behindBlocks the same in blocks
     * @param answerBytes after which an answer to a node that lags ends
     * @param apply to check and apply one block on the slowest machine
     * @param sync of the slowest disk
     */
    public record Inputs(
            int silent,
            int round,
            Rounds rounds,
            Duration repeat,
            Duration gossip,
            Duration start,
            long journalBytes,
            long diskBytesPerSecond,
            Duration detect,
            Duration form,
            Duration reconnect,
            Duration roundTrip,
            long linkBytesPerSecond,
            long blockBytes,
            long behindBytes,
            long behindBlocks,
            long answerBytes,
            Duration apply,
            Duration sync) {

        public Inputs {
            if (diskBytesPerSecond < 1 || linkBytesPerSecond < 1 || answerBytes < 1)
                throw new IllegalArgumentException("rates and sizes of answers are at least 1");
            if (silent < 0 || round < 0 || journalBytes < 0 || behindBytes < 0 || behindBlocks < 0 || blockBytes < 0)
                throw new IllegalArgumentException("counts are at least 0");
        }
    }

    /** The timeouts of a round, and by how much each is longer in the next one. */
    public record Rounds(
            Duration propose,
            Duration proposeGrowth,
            Duration prevote,
            Duration prevoteGrowth,
            Duration precommit,
            Duration precommitGrowth) {

        Duration of(int round) {
            return propose.plus(prevote)
                    .plus(precommit)
                    .plus(proposeGrowth
                            .plus(prevoteGrowth)
                            .plus(precommitGrowth)
                            .multipliedBy(round));
        }
    }

    /** Within this time from the healing a block must be committed. */
    public Duration bound() {
        return terms().values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** The terms of the sum, in its order, for a report. */
    public Map<String, Duration> terms() {
        Map<String, Duration> terms = new LinkedHashMap<>();
        terms.put("restart", inputs.start.plus(carried(inputs.journalBytes, inputs.diskBytesPerSecond)));
        terms.put(
                "join",
                inputs.detect
                        .plus(Durations.max(inputs.form, inputs.reconnect))
                        .plus(inputs.gossip.multipliedBy(GOSSIP_ROUNDS)));
        terms.put("catch-up", catchUp());
        terms.put("agree", agree());
        return terms;
    }

    private Duration catchUp() {
        long answers = Math.ceilDiv(inputs.behindBytes, inputs.answerBytes);
        return inputs.roundTrip
                .multipliedBy(answers)
                .plus(carried(inputs.behindBytes, inputs.linkBytesPerSecond))
                .plus(inputs.apply.multipliedBy(inputs.behindBlocks));
    }

    private Duration agree() {
        Duration step = inputs.roundTrip
                .plus(carried(inputs.blockBytes, inputs.linkBytesPerSecond))
                .plus(inputs.apply)
                .plus(inputs.sync);
        Duration sum = inputs.repeat.plus(step);
        int last = Math.addExact(inputs.round, Math.addExact(late(step), inputs.silent));
        for (int round = inputs.round; round <= last; round++)
            sum = sum.plus(inputs.rounds.of(round)).plus(step.multipliedBy(STEPS));
        return sum.plus(step.multipliedBy(STEPS));
    }

    private int late(Duration step) {
        Duration missing = step.minus(inputs.rounds.propose);
        if (missing.isNegative() || inputs.rounds.proposeGrowth.isZero()) return 0;
        long needed = Math.ceilDiv(missing.toNanos(), inputs.rounds.proposeGrowth.toNanos());
        return Math.toIntExact(Math.max(0, needed - inputs.round));
    }

    private static Duration carried(long bytes, long bytesPerSecond) {
        long whole = bytes / bytesPerSecond;
        double rest = (double) (bytes % bytesPerSecond) / bytesPerSecond;
        return Duration.ofSeconds(whole).plusNanos((long) StrictMath.ceil(rest * 1e9));
    }
}
