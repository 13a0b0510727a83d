package dev.darm.sim.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bounds of a fault's number, the part of them that the generator draws from (evenly by the logarithm when both ends
 * are positive), and the value of a file that names none. Durations are in seconds.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Range {
    double least();

    double most();

    double from();

    double to();

    double usual();
}
