package dev.darm.sim.engine;

import dev.darm.world.Effort;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What work costs on a device, in nanoseconds of one core.
 *
 * @param cores at least 1
 * @param delivery of one message, timer or task
 * @param spawn of one actor that starts, beside the delivery that starts it
 * @param efforts of declared work: a KiB hashed or encoded, a signature checked or made; what is left out takes no time
 */
public record DeviceCosts(int cores, long delivery, long spawn, Map<Effort, Double> efforts) {

    /** Everything takes no time. */
    public static final DeviceCosts INSTANT = new DeviceCosts(1, 0);

    private static final double KIB = 1024;

    /** SHA-256 works on blocks of so many bytes, and appends a bit and the length in eight bytes (FIPS 180-4, 5.1.1). */
    private static final int BLOCK = 64;

    private static final int PADDING = 9;

    public DeviceCosts {
        if (cores < 1) throw new IllegalArgumentException("at least 1 core, not " + cores);
        if (delivery < 0 || spawn < 0 || efforts.values().stream().anyMatch(nanos -> !(nanos >= 0)))
            throw new IllegalArgumentException("no negative cost");
        EnumMap<Effort, Double> own = new EnumMap<>(Effort.class);
        own.putAll(efforts);
        efforts = Collections.unmodifiableMap(own);
    }

    /** Only deliveries take time. */
    public DeviceCosts(int cores, long delivery) {
        this(cores, delivery, 0, Map.of());
    }

    /** @param nanos what one unit of work costs, by its word in a device profile: delivery, spawn, hash, verify, … */
    public static DeviceCosts of(int cores, ToDoubleFunction<String> nanos) {
        EnumMap<Effort, Double> efforts = new EnumMap<>(Effort.class);
        for (Effort effort : Effort.values())
            efforts.put(effort, nanos.applyAsDouble(effort.name().toLowerCase(Locale.ROOT)));
        return new DeviceCosts(
                cores, Math.round(nanos.applyAsDouble("delivery")), Math.round(nanos.applyAsDouble("spawn")), efforts);
    }

    /** What {@code amount} of declared work costs. */
    public long nanos(Effort effort, long amount) {
        Double unit = efforts.get(effort);
        if (unit == null) return 0;
        return Math.round(
                switch (effort) {
                    case HASH -> unit * ((amount + PADDING + BLOCK - 1) / BLOCK * BLOCK / KIB);
                    case ENCODE -> unit * (amount / KIB);
                    case VERIFY, SIGN -> unit * amount;
                });
    }
}
