package dev.darm.branch;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The {@link BranchHeads} of all replicas in Distributed Data: this node's are put there, and what the others put comes to
 * the actor. A hint only; the replicas believe what they tell each other.
 */
final class HeadsInReplicator {

    private static final class HeadsKey extends Key<BranchHeads> {
        private static final long serialVersionUID = 1L;

        HeadsKey(String id) {
            super(id);
        }
    }

    private final ActorRef<Replicator.Command> replicator;
    private final ActorRef<Replicator.UpdateResponse<BranchHeads>> updated;
    private final String node;
    private final HeadShards shards;
    private final SortedMap<String, String> owners = new TreeMap<>();

    /** Of the node {@code node}; {@code told} makes the message that tells the actor of {@code context} of another's heads. */
    <T> HeadsInReplicator(
            ActorContext<T> context,
            String node,
            SortedSet<String> replicas,
            HeadShards shards,
            BiFunction<String, BranchHeads, T> told) {
        this.replicator = DistributedData.get(context.getSystem()).replicator();
        this.node = node;
        this.shards = shards;
        // a write to this node's own copy can only fail where the size is wrong, and that is thrown by what makes the
        // entry
        this.updated = context.getSystem().ignoreRef();
        @SuppressWarnings("unchecked")
        Class<Replicator.SubscribeResponse<BranchHeads>> response =
                (Class<Replicator.SubscribeResponse<BranchHeads>>) (Class<?>) Replicator.SubscribeResponse.class;
        for (String replica : replicas) {
            if (replica.equals(node)) continue;
            for (int shard = 0; shard < shards.count(); shard++) owners.put(shards.key(replica, shard), replica);
        }
        ActorRef<Replicator.SubscribeResponse<BranchHeads>> changed =
                context.messageAdapter(response, change -> told.apply(owner(change), heads(change)));
        for (String key : owners.keySet()) replicator.tell(new Replicator.Subscribe<>(new HeadsKey(key), changed));
    }

    private String owner(Replicator.SubscribeResponse<BranchHeads> change) {
        return Objects.requireNonNull(owners.get(change.key().id()), "a change of a key that nobody subscribed to");
    }

    private static BranchHeads heads(Replicator.SubscribeResponse<BranchHeads> change) {
        return change instanceof Replicator.Changed<BranchHeads> changed
                ? changed.get(changed.key())
                : BranchHeads.EMPTY;
    }

    void put(String branch, Head head) {
        HeadsKey key = new HeadsKey(shards.key(node, branch));
        replicator.tell(new Replicator.Update<>(
                key, BranchHeads.EMPTY, Replicator.writeLocal(), updated, heads -> heads.put(branch, head)));
    }
}
