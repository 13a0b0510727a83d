package dev.darm.sim.run;

import java.util.Optional;

/** Something that must hold in a run; looked at every virtual second and at the end. */
public interface Invariant {

    /** Its name in scenarios and reports: small letters and hyphens. */
    String name();

    /** What is wrong now; empty when nothing is. Must not change anything in the run. */
    Optional<String> look(Fleet fleet);

    /** What is wrong at the end of the run, when faults are over as far as the scenario says; empty when nothing is. */
    default Optional<String> atEnd(Fleet fleet) {
        return look(fleet);
    }
}
