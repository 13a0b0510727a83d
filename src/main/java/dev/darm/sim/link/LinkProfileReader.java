package dev.darm.sim.link;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.darm.sim.link.LinkProfile.Direction;
import dev.darm.sim.link.LinkProfile.Slots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads one file of {@code hardware/uplinks}; whatever is missing, unknown or out of range is refused with its place. */
final class LinkProfileReader {

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final double MOST_MBIT = 1e9;

    private final String name;
    private final Config root;

    LinkProfileReader(Path file) {
        this.name = file.getFileName().toString().replaceFirst("\\.conf$", "");
        this.root = ConfigFactory.parseFile(
                        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                .resolve();
    }

    LinkProfile read() {
        keys(root, List.of("description", "up", "down"), List.of("shared-medium", "slots", "outages"));
        if (text(root, "description").isBlank()) throw bad(root, "description", "a text that is not blank");
        Direction up = direction(section(root, "up"));
        Direction down = direction(section(root, "down"));
        boolean sharedMedium = root.hasPath("shared-medium")
                && typed(root, "shared-medium", "on or off", () -> root.getBoolean("shared-medium"));
        Optional<Slots> slots = optional("slots", this::slots);
        Optional<OutageLaw> outages = optional("outages", this::outages);
        if (slots.isEmpty()
                && !(up.bandwidthBits().isConstant() && down.bandwidthBits().isConstant()))
            throw bad(root, "up", "one bandwidth-mbit for each direction, because there are no slots");
        if (sharedMedium && !up.bandwidthBits().equals(down.bandwidthBits()))
            throw bad(root, "shared-medium", "off, or the same bandwidth-mbit for both directions");
        return new LinkProfile(name, up, down, sharedMedium, slots, outages);
    }

    private Direction direction(Config section) {
        keys(section, List.of("latency", "jitter", "bandwidth-mbit", "loss", "queue"), List.of("duplicate", "reorder"));
        Config reorder = section.hasPath("reorder")
                ? section(section, "reorder")
                : ConfigFactory.parseString("share=0,window=0s");
        keys(reorder, List.of("share", "window"), List.of());
        return new Direction(
                delay(section, "latency"),
                delays(section, "jitter"),
                quantiles(section, "bandwidth-mbit", LinkProfileReader::mbit),
                share(section, "loss"),
                section.hasPath("duplicate") ? share(section, "duplicate") : 0,
                share(reorder, "share"),
                delay(reorder, "window"),
                queue(section));
    }

    private Slots slots(Config section) {
        keys(section, List.of("length", "step", "jitter-factor", "handover"), List.of());
        Config handover = section(section, "handover");
        keys(handover, List.of("lasts", "delay", "loss"), List.of());
        long length = duration(section, "length", Duration.ofMillis(1), LONGEST);
        long lasts = delay(handover, "lasts");
        if (lasts > length) throw bad(handover, "lasts", "no more than the length of a slot");
        return new Slots(
                length,
                delays(section, "step"),
                quantiles(section, "jitter-factor", LinkProfileReader::factor),
                lasts,
                delay(handover, "delay"),
                share(handover, "loss"));
    }

    private OutageLaw outages(Config section) {
        keys(section, List.of("up-mean", "p50", "p99"), List.of());
        Duration least = Duration.ofMillis(1);
        long p50 = duration(section, "p50", least, LONGEST);
        long p99 = duration(section, "p99", least, LONGEST);
        if (p99 <= p50) throw bad(section, "p99", "more than p50");
        return new OutageLaw(duration(section, "up-mean", least, LONGEST), p50, p99);
    }

    private static Quantiles delays(Config section, String key) {
        return quantiles(section, key, LinkProfileReader::delay);
    }

    /** Either one value for all, or {@code min}, {@code p50}, {@code p95}, {@code p99} and {@code max}. */
    private static Quantiles quantiles(Config section, String key, Value value) {
        if (section.getValue(key).valueType() != ConfigValueType.OBJECT)
            return Quantiles.constant(value.of(section, key));
        Config points = section.getConfig(key);
        keys(points, List.of("min", "p50", "p95", "p99", "max"), List.of());
        double[] at = {
            value.of(points, "min"),
            value.of(points, "p50"),
            value.of(points, "p95"),
            value.of(points, "p99"),
            value.of(points, "max")
        };
        for (int i = 1; i < at.length; i++) {
            if (at[i] < at[i - 1]) throw bad(section, key, "min <= p50 <= p95 <= p99 <= max");
        }
        return new Quantiles(at[0], at[1], at[2], at[3], at[4]);
    }

    private interface Value {
        double of(Config section, String key);
    }

    private static double mbit(Config section, String key) {
        return number(section, key, 0.001, MOST_MBIT) * 1e6;
    }

    private static double factor(Config section, String key) {
        return number(section, key, 0, 1000);
    }

    private static double share(Config section, String key) {
        return number(section, key, 0, 1);
    }

    private static double number(Config section, String key, double least, double most) {
        String expected = "a number from " + least + " to " + most;
        double value = typed(section, key, expected, () -> section.getDouble(key));
        if (!(value >= least && value <= most)) throw bad(section, key, expected);
        return value;
    }

    private static int queue(Config section) {
        String expected = "a size from 1500 bytes to 1 GiB";
        long value = typed(section, "queue", expected, () -> section.getBytes("queue"));
        if (value < 1500 || value > Direction.GREATEST_QUEUE_BYTES) throw bad(section, "queue", expected);
        return (int) value;
    }

    private static long delay(Config section, String key) {
        return duration(section, key, Duration.ZERO, LONGEST_DELAY);
    }

    private static long duration(Config section, String key, Duration least, Duration most) {
        String expected = "a duration from " + least.toMillis() + " ms to " + most.toMillis() + " ms";
        Duration value = typed(section, key, expected, () -> section.getDuration(key));
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) throw bad(section, key, expected);
        return value.toNanos();
    }

    private static String text(Config section, String key) {
        return typed(section, key, "a text", () -> section.getString(key));
    }

    private <T> Optional<T> optional(String key, Function<Config, T> reader) {
        return root.hasPath(key) ? Optional.of(reader.apply(section(root, key))) : Optional.empty();
    }

    private static Config section(Config within, String key) {
        if (within.getValue(key).valueType() != ConfigValueType.OBJECT) throw bad(within, key, "a section { … }");
        return within.getConfig(key);
    }

    private static <T> T typed(Config section, String key, String expected, Supplier<T> read) {
        try {
            return read.get();
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            ConfigException clearer = bad(section, key, expected);
            clearer.addSuppressed(e);
            throw clearer;
        }
    }

    /** Refuses a section that lacks a required key or has one that is neither required nor allowed. */
    private static void keys(Config section, List<String> required, List<String> allowed) {
        ConfigObject object = section.root();
        TreeSet<String> known = new TreeSet<>(required);
        known.addAll(allowed);
        for (String key : new TreeSet<>(object.keySet())) {
            ConfigValue value = object.get(key);
            if (value != null && !known.contains(key))
                throw new ConfigException.BadValue(value.origin(), key, "unknown key; expected one of " + known);
        }
        for (String key : required) {
            if (object.get(key) == null)
                throw new ConfigException.BadValue(object.origin(), key, "missing; expected " + required);
        }
    }

    private static ConfigException bad(Config section, String key, String expected) {
        ConfigValue value = section.getValue(key);
        return new ConfigException.BadValue(
                value.origin(), key, "expected " + expected + ", found " + value.render(ConfigRenderOptions.concise()));
    }
}
