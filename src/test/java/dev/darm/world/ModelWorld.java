package dev.darm.world;

import akka.actor.typed.ActorSystem;
import dev.darm.sim.disk.TestDisk;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** A world on the {@link TestDisk} named in {@code darm.test.disk}, so that a disk outlives the actor systems on it. */
public final class ModelWorld implements World {

    private static final Map<String, TestDisk> DISKS = new ConcurrentHashMap<>();

    private final TestDisk disk;

    public ModelWorld(ActorSystem<?> system) {
        disk = disk(system.settings().config().getString("darm.test.disk"));
    }

    /** The disk of that name, empty at first. */
    public static TestDisk disk(String name) {
        return DISKS.computeIfAbsent(name, absent -> new TestDisk());
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public RandomGenerator random(String purpose) {
        return new SplittableRandom(purpose.hashCode());
    }

    @Override
    public byte[] secret(int length) {
        return new byte[length];
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Directory indexDirectory(String name) {
        return new ByteBuffersDirectory();
    }

    @Override
    public HttpCaller http() {
        return (address, json, timeout) -> CompletableFuture.failedFuture(new java.io.IOException("no network"));
    }
}
