package dev.darm.broadcast;

/**
 * What sort of items there are.
 *
 * @param name 1 to 32 characters, the same on all nodes
 * @param announced whether holders tell others what they have, for repair; not where the owner has a repair of its own
 */
public record Kind(String name, boolean announced) {
    public Kind {
        Manifest.requireKind(name);
    }
}
