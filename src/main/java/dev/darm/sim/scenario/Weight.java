package dev.darm.sim.scenario;

/** How a fault of a validator counts against f. */
public enum Weight {
    /** An honest validator stays honest: crashes, cuts, clocks, slow and failing devices. */
    NONE,
    /** While it lasts: it withholds or delays what it says. */
    WHILE_IT_LASTS,
    /** From then on: contrary signatures, forgotten votes and stolen keys stay in the world. */
    FOR_GOOD
}
