package dev.darm.world;

/**
 * Where a core sends to: a node by its name, every other node, or whoever asked.
 *
 * <p>Names are the {@code darm.node.name} of the configuration, unique in a deployment.
 */
public sealed interface Party {

    /** The node of that name, which may be this one. */
    record Node(String name) implements Party {}

    /** Every node of the same kind but this one, in the order of their names. */
    record Others() implements Party {}

    /** Whoever sent the request with this ticket; the shell gives out tickets and forgets one once it is answered. */
    record Asker(long ticket) implements Party {}
}
