package dev.darm.sim.engine;

import akka.actor.ActorSystem;
import akka.event.DefaultLoggingFilter;
import akka.event.EventStream;

/**
 * Lets through what {@code akka.loglevel} lets through, whatever the JVM's own logger is set to: a line that is logged is a
 * message in the run. A class of its own, because Akka replaces {@link DefaultLoggingFilter} by one that asks that logger.
 */
public final class MachineLogFilter extends DefaultLoggingFilter {

    /** Called by Akka, which knows the class by its name in the configuration. */
    public MachineLogFilter(ActorSystem.Settings settings, EventStream events) {
        super(settings, events);
    }
}
