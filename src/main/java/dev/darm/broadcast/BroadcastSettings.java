package dev.darm.broadcast;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * The keys {@code darm.broadcast.*}; {@code reference.conf} has the unit, the range and the reason of each.
 *
 * @param chunkBytes bytes of a chunk of an item that this node spreads
 * @param maxItemBytes of an item
 * @param keptBytes of items that are kept for others
 * @param incomingBytes of items that are being put together or judged
 * @param servedBytes of chunks sent for requests in an interval
 * @param interval between announcements, and between looks at what is late
 * @param patience after which an item that was heard of is asked for, and another holder is
 * @param announceFor how long an item is announced after it came, or after other nodes came into reach
 * @param distrust how long a node is not heard that sent what does not hold
 */
public record BroadcastSettings(
        int chunkBytes,
        int maxItemBytes,
        long keptBytes,
        long incomingBytes,
        long servedBytes,
        Duration interval,
        Duration patience,
        Duration announceFor,
        Duration distrust) {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    public static BroadcastSettings of(Config darm) {
        Config broadcast = darm.getConfig("broadcast");
        int chunk = (int) bytes(broadcast, "chunk-bytes", 1 << 10, Manifest.MAX_CHUNK_BYTES);
        int item = (int) bytes(broadcast, "max-item-bytes", 2 << 20, 1 << 30);
        if (item > (long) chunk * Manifest.MAX_CHUNKS)
            throw bad(broadcast, "max-item-bytes", "at most " + Manifest.MAX_CHUNKS + " chunks", item);
        return new BroadcastSettings(
                chunk,
                item,
                bytes(broadcast, "kept-bytes", item, 1L << 34),
                bytes(broadcast, "incoming-bytes", item, 1L << 34),
                bytes(broadcast, "served-bytes", 2 << 20, 1L << 34),
                duration(broadcast, "interval"),
                duration(broadcast, "patience"),
                duration(broadcast, "announce-for"),
                duration(broadcast, "distrust"));
    }

    private static Duration duration(Config broadcast, String path) {
        Duration value = broadcast.getDuration(path);
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0)
            throw bad(broadcast, path, "10 ms to 1 h", value);
        return value;
    }

    private static long bytes(Config broadcast, String path, long least, long most) {
        long value = broadcast.getBytes(path);
        if (value < least || value > most) throw bad(broadcast, path, least + " to " + most + " bytes", value);
        return value;
    }

    private static ConfigException bad(Config broadcast, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                broadcast.getValue(path).origin(),
                "darm.broadcast." + path,
                "expected " + expected + ", found " + found);
    }
}
