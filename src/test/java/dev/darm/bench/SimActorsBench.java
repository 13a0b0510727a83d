package dev.darm.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.sim.Seeds;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How many messages a second of processor time the engine delivers to plain typed actors. Each actor that gets one
 * sends it on; there are as many messages on their way as actors.
 *
 * <p>{@code random}: one machine, every message to any actor. {@code grouped}: machines of 1000 actors, nine of ten
 * messages to one of the same machine, in bursts.
 */
final class SimActorsBench {

    private static final int GROUP = 1000;

    /** Of how many messages one leaves the group. */
    private static final int ONE_ABROAD_OF = 10;

    private static final int ROUNDS = 5;

    private record Token() {}

    private final int count;
    private final int group;
    private final ArrayList<ActorRef<Token>> actors;
    private final SplittableRandom random = new SplittableRandom(1);
    private long delivered;

    private SimActorsBench(int count, int group) {
        this.count = count;
        this.group = group;
        this.actors = new ArrayList<>(count);
    }

    /** Arguments: random or grouped, actors, throughput, burst, messages a round. */
    public static void main(String[] args) {
        int count = Integer.parseInt(args[1]);
        int throughput = Integer.parseInt(args[2]);
        int burst = Integer.parseInt(args[3]);
        long messages = Long.parseLong(args[4]);
        Observer deaf = (step, now, machine, kind, subject, detail, size) -> {};
        Engine engine = new Engine(new Engine.Options(new Seeds(1), Engine.Order.RANDOM, burst), deaf);
        SimActorsBench bench = new SimActorsBench(count, args[0].equals("grouped") ? Math.min(count, GROUP) : count);
        String what = "%s, %,d actors, throughput %d, burst %d".formatted(args[0], count, throughput, burst);

        long empty = CpuTime.liveHeap();
        long from = CpuTime.now();
        List<Machine> machines = bench.spawn(engine, throughput);
        double spawning = (CpuTime.now() - from) / 1e3 / count;
        double each = (double) (CpuTime.liveHeap() - empty) / count;
        for (Machine machine : machines) bench.fill(engine, machine);
        bench.deliver(engine, 2 * messages);
        List<Double> rates = CpuTime.rates(ROUNDS, messages, () -> bench.deliver(engine, messages));

        Report.line(what, CpuTime.millions(rates));
        Report.line("  an actor", Report.text("%.0f bytes, made in %.1f us", each, spawning));
        System.exit(0);
    }

    private List<Machine> spawn(Engine engine, int throughput) {
        List<Machine> machines = new ArrayList<>();
        while (actors.size() < count) {
            int first = actors.size();
            machines.add(SimActors.start(engine, "m" + first / group, throughput, context -> {
                for (int i = first; i < first + group; i++) actors.add(context.spawnAnonymous(relay(i)));
            }));
        }
        return machines;
    }

    /** Sends as many messages as a machine has actors. */
    private void fill(Engine engine, Machine machine) {
        int first = machine.index() * group;
        engine.on(machine, () -> {
            for (int i = first; i < first + group; i++) actors.get(i).tell(new Token());
            return true;
        });
    }

    private Behavior<Token> relay(int self) {
        int home = self / group * group;
        return Behaviors.receiveMessage(token -> {
            delivered++;
            boolean abroad = group < count && random.nextInt(ONE_ABROAD_OF) == 0;
            actors.get(abroad ? random.nextInt(count) : home + random.nextInt(group))
                    .tell(token);
            return Behaviors.same();
        });
    }

    private void deliver(Engine engine, long messages) {
        long until = delivered + messages;
        if (!engine.runUntil(() -> delivered >= until, Long.MAX_VALUE)) throw new IllegalStateException("all is quiet");
    }
}
