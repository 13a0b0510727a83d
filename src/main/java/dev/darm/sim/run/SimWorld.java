package dev.darm.sim.run;

import akka.actor.typed.ActorSystem;
import dev.darm.sim.Seeds;
import dev.darm.sim.agent.WorldThread;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.world.Disk;
import dev.darm.world.HttpCaller;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import java.io.IOException;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** The simulated world of a node: the clock, disk and seeds of its machine. */
public final class SimWorld implements World {

    /** Whether the unlikely branches of a node's code are taken. */
    @FunctionalInterface
    interface Chances {
        boolean take(Unlikely point);
    }

    private static final long NANOS = 1_000_000_000L;

    private final Engine engine;
    private final Machine machine;
    private final Disk disk;
    private final HttpCaller http;
    private final TreeMap<String, Directory> indexes = new TreeMap<>();

    /** The world of the machine that runs the current step; {@code darm.world.class} names this class. */
    public SimWorld(ActorSystem<?> system) {
        if (!(WorldThread.here() instanceof Engine here))
            throw new IllegalStateException("a simulated world outside a run of the simulator");
        Machine current = here.currentMachine();
        if (current == null) throw new IllegalStateException("a simulated world outside a step");
        this.engine = here;
        this.machine = current;
        Disk mounted = current.belonging(Disk.class);
        if (mounted == null) throw new IllegalStateException(current + " has no disk");
        this.disk = mounted;
        HttpCaller caller = current.belonging(HttpCaller.class);
        this.http = caller == null
                ? (address, json, timeout) -> CompletableFuture.failedFuture(
                        new IOException("no answer from " + address + ": there is no such server in this run"))
                : caller;
    }

    @Override
    public Instant now() {
        long nanos = machine.clock().wall(engine.localNow());
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    @Override
    public long nanoTime() {
        return machine.clock().monotonic(engine.localNow());
    }

    @Override
    public RandomGenerator random(String purpose) {
        return new Seeds(engine.nextSeed()).of(purpose).generator();
    }

    @Override
    public byte[] secret(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(engine.nextSeed()).nextBytes(bytes);
        return bytes;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Directory indexDirectory(String name) {
        return indexes.computeIfAbsent(name, any -> new ByteBuffersDirectory());
    }

    @Override
    public boolean unlikely(Unlikely point) {
        Chances chances = machine.belonging(Chances.class);
        return chances != null && chances.take(point);
    }

    @Override
    public HttpCaller http() {
        return http;
    }
}
