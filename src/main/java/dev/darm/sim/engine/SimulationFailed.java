package dev.darm.sim.engine;

/** A run that cannot go on, or must not: something left the world, or a fault in the simulator. */
public final class SimulationFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SimulationFailed(String message) {
        super(message);
    }

    public SimulationFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
