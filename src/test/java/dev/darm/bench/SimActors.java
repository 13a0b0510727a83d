package dev.darm.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import java.util.function.Consumer;

/** Plain actor systems on the engine's machines, with devices on which nothing takes time. */
final class SimActors {

    private SimActors() {}

    /** Starts a machine whose guardian does {@code first}, and waits until it has. */
    static Machine start(Engine engine, String name, int throughput, Consumer<ActorContext<Void>> first) {
        Config config = ConfigFactory.parseString(
                        "darm.sim.dispatcher.throughput = %d, akka { actor.provider = local, loglevel = WARNING }"
                                .formatted(throughput))
                .withFallback(ConfigFactory.parseResources("sim-overlay.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        Machine machine = engine.machine(name, DeviceCosts.INSTANT);
        boolean[] started = new boolean[1];
        Behavior<Void> guardian = Behaviors.setup(context -> {
            first.accept(context);
            started[0] = true;
            return Behaviors.empty();
        });
        machine.start(() -> machine.own(ActorSystem.class, ActorSystem.create(guardian, "bench", config)));
        if (!engine.runUntil(() -> started[0], Long.MAX_VALUE))
            throw new IllegalStateException(name + " did not start");
        return machine;
    }
}
