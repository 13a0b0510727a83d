package dev.darm.sim.trace;

/** Which DARM: its version and the commit it was built from. A run replays on the commit that recorded it, and no other. */
public record Build(String version, String commit) {

    @Override
    public String toString() {
        return "DARM " + version + ", commit " + commit;
    }
}
