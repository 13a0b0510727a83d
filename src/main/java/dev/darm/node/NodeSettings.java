package dev.darm.node;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * {@code darm.node}: who the node is.
 *
 * @param name unique in the deployment; the name that the genesis enrols
 * @param roles what it does, at least one
 * @param splitCheckInterval how often absent nodes are asked whether they formed another cluster
 */
public record NodeSettings(String name, Set<Role> roles, Duration splitCheckInterval) {

    /** What a node does; a small deployment gives one node all three. */
    public enum Role {
        /** Validates the ledger and votes on promotions. */
        HEAD,
        /** Serves larger models. */
        COMPUTE,
        /** Hosts agents. */
        EDGE
    }

    /** Reads the keys below {@code darm}. */
    public static NodeSettings of(Config darm) {
        Checked node = Checked.section(darm, "node");
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : node.config().getStringList("roles")) roles.add(node.constant("roles", word, Role.class));
        if (roles.isEmpty()) throw node.bad("roles", "at least one of head, compute, edge");
        return new NodeSettings(
                node.name("name"),
                roles,
                node.duration("split-check-interval", Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
