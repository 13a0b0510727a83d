package dev.darm.sim.engine;

/**
 * What work costs on a device, in nanoseconds of one core.
 *
 * @param cores at least 1
 * @param delivery of one message, timer or task
 */
public record DeviceCosts(int cores, long delivery) {

    /** Everything takes no time. */
    public static final DeviceCosts INSTANT = new DeviceCosts(1, 0);

    public DeviceCosts {
        if (cores < 1 || delivery < 0) throw new IllegalArgumentException("at least 1 core and no negative cost");
    }
}
