package dev.darm.sim.scenario;

import com.typesafe.config.Config;
import dev.darm.node.NodeSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One machine and the node on it.
 *
 * @param name unique in the scenario; {@code darm.node.name}
 * @param roles what the node does
 * @param file its node file, absolute; empty when {@code settings} say all
 * @param settings keys that go before those of the file, such as {@code darm.ledger.timeouts.propose.initial}
 * @param device name of a profile in {@code hardware/devices}
 * @param disk name of a profile in {@code hardware/disks}, or {@code none} for one that takes no time and never fails
 * @param uplink name of a profile in {@code hardware/uplinks}: how it reaches what no link of its own leads to
 * @param power what feeds it
 * @param votingPower of its validator; 0 when it is none
 */
public record NodePlan(
        String name,
        Set<NodeSettings.Role> roles,
        Optional<Path> file,
        Config settings,
        String device,
        String disk,
        String uplink,
        Power power,
        long votingPower) {

    /** What feeds a machine. */
    public enum Power {
        /** The wall; a cut takes the machine down. */
        MAINS,
        /** The wall with a battery between, as in a laptop; a cut is not felt. */
        BUFFERED,
        /** A battery that the scenario discharges. */
        BATTERY,
        /** A panel with a battery. */
        SOLAR;

        /** As files write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it can have faults that need {@code capability}. */
    public boolean can(Capability capability, DeviceProfile profile) {
        if (!profile.can(capability)) return false;
        return switch (capability) {
            case DISK -> !disk.equals(Profiles.NONE);
            case POWER -> power != Power.BUFFERED;
            case CPU, CLOCK -> true;
        };
    }

    /** Whether its validator counts. */
    public boolean validator() {
        return votingPower > 0;
    }
}
