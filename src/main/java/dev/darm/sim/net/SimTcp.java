package dev.darm.sim.net;

import akka.actor.AbstractActor;
import akka.io.TcpExt;

/** The manager of Akka's TCP in a world. */
public final class SimTcp extends AbstractActor {

    /** Called by Akka. */
    public SimTcp(TcpExt tcp) {}

    @Override
    public Receive createReceive() {
        return receiveBuilder().build();
    }
}
