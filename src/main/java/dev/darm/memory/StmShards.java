package dev.darm.memory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The shards of this node's short-term memory. A claim belongs to the shard that its id names; commands that name claims
 * go to all shards and each passes over what it does not hold, so that entries stay reachable after shards were added.
 */
public record StmShards(List<ActorRef<StmShard.Command>> shards) {

    public StmShards {
        if (shards.isEmpty()) throw new IllegalArgumentException("short-term memory has at least one shard");
        shards = List.copyOf(shards);
    }

    /** Starts the shards of the node {@code node} as children {@code stm-0}, {@code stm-1}, … of {@code context}. */
    public static StmShards spawn(ActorContext<?> context, String node, MemorySettings settings) {
        List<ActorRef<StmShard.Command>> shards = new ArrayList<>();
        for (int number = 0; number < settings.shortTerm().shards(); number++)
            shards.add(context.spawn(StmShard.create(node, number, settings), "stm-" + number));
        return new StmShards(shards);
    }

    /** The shard of a claim, 0 to {@code shards − 1}. */
    public static int number(Hash claimId, int shards) {
        return Math.floorMod(claimId.hashCode(), shards);
    }

    public ActorRef<StmShard.Command> of(Hash claimId) {
        return shards.get(number(claimId, shards.size()));
    }

    /** The candidates by shard, each shard's in their order; a reply comes from every shard that gets any. */
    public TreeMap<Integer, List<StmCandidate>> split(List<StmCandidate> candidates) {
        TreeMap<Integer, List<StmCandidate>> split = new TreeMap<>();
        for (StmCandidate candidate : candidates) {
            int number = number(candidate.claim().claim().id(), shards.size());
            split.computeIfAbsent(number, key -> new ArrayList<>()).add(candidate);
        }
        return split;
    }

    public void tellAll(StmShard.Command command) {
        shards.forEach(shard -> shard.tell(command));
    }
}
