package dev.darm.sim.disk;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * How large and how fast a disk is.
 *
 * @param name of the kind of disk
 * @param capacityBytes how many bytes its files may have together
 * @param atomicBytes a power cut tears a page between blocks of so many bytes: 512 to 4096, a power of two; 4096 never tears
 * @param callNanos what an operation takes that does not touch the disk, such as a write before its sync
 * @param sync how long the disk takes to make a first page and the length of a file durable, without the other pages
 * @param read how long it takes to fetch what is not in the page cache
 * @param write how long it takes to store the other pages of a sync, one operation for each run of pages side by side
 */
public record DiskProfile(
        String name, long capacityBytes, int atomicBytes, long callNanos, Spread sync, Transfer read, Transfer write) {

    /**
     * A duration by chance: log-normal with this median and 99th percentile, never above {@code maxNanos}. Log-normal
     * because the sync times of flash have a long tail; the maximum because they do not take for ever.
     */
    public record Spread(long medianNanos, long p99Nanos, long maxNanos) {

        /** The 99th percentile of the standard normal distribution. */
        private static final double Z99 = 2.3263478740408408;

        /** Draws a duration in nanoseconds; the same bits on every machine. */
        public long draw(RandomGenerator random) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double normal = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
            double sigma = StrictMath.log((double) p99Nanos / medianNanos) / Z99;
            return (long) Math.min(maxNanos, medianNanos * StrictMath.exp(sigma * normal));
        }
    }

    /** What moving bytes takes: {@code latencyNanos} for each operation, and the rest by size. */
    public record Transfer(long latencyNanos, long bytesPerSecond) {

        long nanos(long operations, long bytes) {
            return operations * latencyNanos + (long) (bytes * 1e9 / bytesPerSecond);
        }
    }

    private static final Set<String> KEYS = new TreeSet<>(Set.of(
            "capacity",
            "atomic-write",
            "call",
            "sync.median",
            "sync.p99",
            "sync.max",
            "read.latency",
            "read.bytes-per-second",
            "write.latency",
            "write.bytes-per-second"));
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long MIB = 1 << 20;
    private static final long TIB = 1L << 40;
    private static final String SUFFIX = ".conf";

    /**
     * Reads a profile such as {@code hardware/disks/nvme.conf}; its name is the file's.
     *
     * @throws ConfigException naming file, line, key and what was expected
     */
    public static DiskProfile read(Path path) {
        File file = path.toFile();
        Config config = ConfigFactory.parseFile(
                        file, ConfigParseOptions.defaults().setAllowMissing(false))
                .resolve();
        String name = file.getName();
        return new Reader(config)
                .profile(name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name);
    }

    private record Reader(Config config) {

        DiskProfile profile(String name) {
            refuseUnknownKeys();
            Spread sync = new Spread(nanos("sync.median"), nanos("sync.p99"), nanos("sync.max"));
            if (sync.p99Nanos() < sync.medianNanos()) throw bad("sync.p99", "at least sync.median");
            if (sync.maxNanos() < sync.p99Nanos()) throw bad("sync.max", "at least sync.p99");
            long atomic = bytes("atomic-write", 512, Pages.BYTES);
            if (Long.bitCount(atomic) != 1) throw bad("atomic-write", "512 B, 1024 B, 2048 B or 4096 B");
            return new DiskProfile(
                    name,
                    bytes("capacity", MIB, 1024 * TIB),
                    (int) atomic,
                    nanos("call"),
                    sync,
                    new Transfer(nanos("read.latency"), bytes("read.bytes-per-second", 1, TIB)),
                    new Transfer(nanos("write.latency"), bytes("write.bytes-per-second", 1, TIB)));
        }

        private void refuseUnknownKeys() {
            Map<String, ConfigValue> found = new TreeMap<>();
            for (Map.Entry<String, ConfigValue> entry : config.entrySet())
                found.put(String.join(".", ConfigUtil.splitPath(entry.getKey())), entry.getValue());
            found.forEach((key, value) -> {
                if (!KEYS.contains(key))
                    throw new ConfigException.BadValue(
                            value.origin(), key, "expected one of " + String.join(", ", KEYS));
            });
        }

        private long nanos(String key) {
            return number(
                    key, "a duration of 1 ns to 1 minute, such as 2 ms", 1, MINUTE, path -> config.getDuration(path)
                            .toNanos());
        }

        private long bytes(String key, long least, long most) {
            return number(key, "%d to %d bytes, such as 4 MiB".formatted(least, most), least, most, config::getBytes);
        }

        private long number(String key, String expected, long least, long most, ToLongFunction<String> read) {
            long value;
            try {
                value = read.applyAsLong(key);
            } catch (ConfigException e) {
                throw bad(key, expected);
            }
            if (value < least || value > most) throw bad(key, expected);
            return value;
        }

        private ConfigException bad(String key, String expected) {
            boolean there = config.hasPath(key);
            ConfigOrigin origin = there ? config.getValue(key).origin() : config.origin();
            String found = there ? config.getValue(key).unwrapped().toString() : "nothing";
            return new ConfigException.BadValue(origin, key, "expected " + expected + ", found " + found);
        }
    }
}
