package dev.darm.consolidation;

import dev.darm.knowledge.CommitStages;
import dev.darm.knowledge.Contradiction;
import java.time.Duration;

/**
 * The rules of the chain by which long-term memory is folded from it; equal on all nodes.
 *
 * @param ballotWindow blocks above its nomination's height within which a record has an effect
 * @param contestVotes evidence-votes that decide a contest
 * @param contestPeriod after which a contest is decided without them
 * @param stages the last two of the validity suite
 * @param growth after which corpus statistics are learned anew
 * @param contradiction when two claims cannot both be true
 */
public record MemoryRules(
        long ballotWindow,
        int contestVotes,
        Duration contestPeriod,
        CommitStages stages,
        Growth growth,
        Contradiction contradiction) {}
