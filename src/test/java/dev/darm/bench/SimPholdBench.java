package dev.darm.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.sim.Seeds;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import sim.engine.Schedule;
import sim.engine.SimState;
import sim.engine.Steppable;

/**
 * PHOLD, the usual workload for event-driven simulators: each of N entities holds one event, and handling it schedules
 * one for a random entity after 0.1 + Exp(1) seconds. Side by side: MASON, our agenda alone, and typed
 * actors with timers on our engine. An event counts once, however many steps it takes inside.
 */
final class SimPholdBench {

    private static final int ROUNDS = 5;

    /** The law of PHOLD, the same stream of numbers for each of the three. */
    private static final class Law {
        private final SplittableRandom random = new SplittableRandom(7);
        private final int entities;
        long handled;

        Law(int entities) {
            this.entities = entities;
        }

        int entity() {
            return random.nextInt(entities);
        }

        /** Seconds. */
        double delay() {
            return 0.1 - StrictMath.log(1 - random.nextDouble());
        }

        long delayNanos() {
            return (long) (delay() * 1e9);
        }
    }

    private SimPholdBench() {}

    /** Arguments: entities, events a round. */
    public static void main(String[] args) {
        int entities = Integer.parseInt(args[0]);
        long events = Long.parseLong(args[1]);
        double mason = print("MASON 14.0 Schedule, %,d entities".formatted(entities), mason(entities, events));
        double agenda = print("  the engine's agenda alone", agenda(entities, events));
        double actors = print("  actors with timers on the engine", actors(entities, events));
        Report.line("  against MASON: agenda, actors", Report.text("%.2f, %.2f", agenda / mason, actors / mason));
        System.exit(0);
    }

    private static double print(String what, List<Double> rates) {
        Report.line(what, CpuTime.millions(rates));
        return Report.quantile(rates, 0.5);
    }

    private static List<Double> mason(int entities, long events) {
        Law law = new Law(entities);
        Schedule schedule = new Schedule();
        SimState state = new SimState(1);
        List<Steppable> all = new ArrayList<>(entities);
        for (int i = 0; i < entities; i++)
            all.add(any -> {
                law.handled++;
                schedule.scheduleOnceIn(law.delay(), all.get(law.entity()));
            });
        for (Steppable entity : all) schedule.scheduleOnce(law.delay(), entity);
        return rates(law, events, until -> {
            while (law.handled < until) schedule.step(state);
        });
    }

    private static List<Double> agenda(int entities, long events) {
        Law law = new Law(entities);
        Engine engine = engine();
        List<Runnable> all = new ArrayList<>(entities);
        for (int i = 0; i < entities; i++)
            all.add(() -> {
                law.handled++;
                engine.at(engine.now() + law.delayNanos(), all.get(law.entity()));
            });
        for (Runnable entity : all) engine.at(law.delayNanos(), entity);
        return rates(law, events, until -> engine.runUntil(() -> law.handled >= until, Long.MAX_VALUE));
    }

    private record Event() {}

    private static List<Double> actors(int entities, long events) {
        Law law = new Law(entities);
        Engine engine = engine();
        List<ActorRef<Event>> all = new ArrayList<>(entities);
        Machine machine = SimActors.start(engine, "phold", 1, context -> {
            for (int i = 0; i < entities; i++) all.add(context.spawnAnonymous(entity(law, all)));
        });
        engine.on(machine, () -> {
            for (ActorRef<Event> entity : all) entity.tell(new Event());
            return true;
        });
        return rates(law, events, until -> engine.runUntil(() -> law.handled >= until, Long.MAX_VALUE));
    }

    private static Behavior<Event> entity(Law law, List<ActorRef<Event>> all) {
        return Behaviors.setup(context -> Behaviors.receiveMessage(event -> {
            law.handled++;
            context.scheduleOnce(Duration.ofNanos(law.delayNanos()), all.get(law.entity()), event);
            return Behaviors.same();
        }));
    }

    private static Engine engine() {
        Observer deaf = (step, now, machine, kind, subject, detail, size) -> {};
        return new Engine(new Engine.Options(new Seeds(1), Engine.Order.RANDOM, 1), deaf);
    }

    /** Runs on until so many have been handled. */
    private interface Stretch {
        void run(long until);
    }

    /** Two rounds to warm up, a full collection, and those that are measured. */
    private static List<Double> rates(Law law, long events, Stretch stretch) {
        stretch.run(2 * events);
        System.gc();
        return CpuTime.rates(ROUNDS, events, () -> stretch.run(law.handled + events));
    }
}
