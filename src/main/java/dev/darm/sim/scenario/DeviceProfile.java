package dev.darm.sim.scenario;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What a kind of machine is: {@code hardware/devices/<name>.conf}. Every figure names its source.
 *
 * @param cores that run at the same time
 * @param memoryBytes of RAM
 * @param costs nanoseconds of one core by kind of work; zero for what takes no time
 * @param idleWatts drawn by the whole machine when nothing runs
 * @param peakWatts drawn by it when all cores run
 * @param disk the disk profile of a machine that names none
 * @param capabilities which faults it can have
 * @param sources the source of every figure, by its key in the file
 */
public record DeviceProfile(
        String name,
        int cores,
        long memoryBytes,
        SortedMap<Work, Double> costs,
        double idleWatts,
        double peakWatts,
        String disk,
        Set<Capability> capabilities,
        SortedMap<String, String> sources) {

    /** A kind of work that costs time of a core, and what one unit of it is. */
    public enum Work {
        /** One message taken from a mailbox and handled, without the work below. */
        DELIVERY("message"),
        /** One actor started. */
        SPAWN("actor"),
        /** SHA-256. */
        HASH("KiB"),
        /** Ed25519 signature checked. */
        VERIFY("signature"),
        /** Ed25519 signature made. */
        SIGN("signature"),
        /** Text made into a vector by the built-in encoder. */
        ENCODE("KiB of text"),
        /** Text written by a language model of 3 billion parameters, 4 bits each. */
        INFER("token");

        private final String unit;

        Work(String unit) {
            this.unit = unit;
        }

        /** What {@link DeviceProfile#nanos} is for: message, KiB, signature, token. */
        public String unit() {
            return unit;
        }

        /** As files write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nanoseconds of one core for one unit of {@code work}. */
    public double nanos(Work work) {
        return costs.getOrDefault(work, 0.0);
    }

    /** Whether a machine of this kind with this disk and supply can have the fault. */
    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /** Where the figure at {@code key} comes from. */
    public Map.Entry<String, String> source(String key) {
        return Map.entry(key, sources.getOrDefault(key, "unknown"));
    }
}
