package dev.darm.branch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The keys {@code darm.branch.*}; {@code reference/branch.conf} has the unit, the range and the reason of each.
 *
 * @param replicas who keeps a copy of every branch
 * @param nodes their names, when they are listed; empty otherwise
 * @param branches how many branches a node keeps
 * @param unsealed how many records of a branch may lie in memory before they are sealed although a replica lacks them
 * @param sync how replicas talk
 * @param maxDrift how far a record's time may be ahead of this node's clock
 * @param aloneAfter how long a node without records of its own waits for another replica before it writes
 * @param anchors how roots go into the chain
 */
public record BranchSettings(
        Replicas replicas,
        SortedSet<String> nodes,
        int branches,
        int unsealed,
        Sync.Settings sync,
        Duration maxDrift,
        Duration aloneAfter,
        Anchors.Settings anchors) {

    /** Who keeps a copy of every branch. */
    public enum Replicas {
        ALL,
        HEADS,
        NONE
    }

    /** The nodes that keep copies at most: this one and those that it waits for. */
    public static final int MAX_REPLICAS = Stability.MAX_REPLICAS + 1;

    private static final int TRIES = 3;
    private static final int ANSWERS = 64;

    public static BranchSettings of(Config darm) {
        Config branch = darm.getConfig("branch");
        return new BranchSettings(
                replicas(branch),
                new TreeSet<>(branch.getStringList("nodes")),
                (int) number(branch, "branches", 1, 10_000),
                (int) number(branch, "unsealed", 4 * Segment.MAX_RECORDS, 100_000_000),
                new Sync.Settings(
                        duration(branch, "announce-every"),
                        duration(branch, "repeat-every"),
                        duration(branch, "timeout"),
                        TRIES,
                        ANSWERS),
                duration(branch, "max-drift"),
                duration(branch, "alone-after"),
                new Anchors.Settings(
                        duration(branch, "anchor.every"),
                        number(branch, "anchor.roots", 1, Long.MAX_VALUE),
                        (int) number(branch, "anchor.in-flight", 1, 10_000),
                        number(branch, "anchor.queue", 1_024, 10_000_000_000L)));
    }

    private static Replicas replicas(Config branch) {
        String word = branch.getString("replicas");
        for (Replicas replicas : Replicas.values())
            if (replicas.name().toLowerCase(Locale.ROOT).equals(word)) return replicas;
        throw bad(branch, "replicas", "all, heads or none", word);
    }

    private static Duration duration(Config branch, String path) {
        Duration value = branch.getDuration(path);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(24)) > 0)
            throw bad(branch, path, "1 ms to 24 h", value);
        return value;
    }

    private static long number(Config branch, String path, long least, long most) {
        long value = branch.getLong(path);
        if (value < least || value > most) throw bad(branch, path, least + " to " + most, value);
        return value;
    }

    private static ConfigException bad(Config branch, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                branch.getValue(path).origin(), "darm.branch." + path, "expected " + expected + ", found " + found);
    }
}
