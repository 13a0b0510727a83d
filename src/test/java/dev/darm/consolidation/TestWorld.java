package dev.darm.consolidation;

import akka.actor.typed.ActorSystem;
import dev.darm.world.Disk;
import dev.darm.world.HttpCaller;
import dev.darm.world.World;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/** A world with the machine's clock and seeded secrets. */
public final class TestWorld implements World {

    private final SplittableRandom random = new SplittableRandom(5);

    public TestWorld() {}

    public TestWorld(@Nullable ActorSystem<?> system) {}

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random(String purpose) {
        return new SplittableRandom(purpose.hashCode());
    }

    @Override
    public synchronized byte[] secret(int length) {
        byte[] secret = new byte[length];
        random.nextBytes(secret);
        return secret;
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException("logs are handed in");
    }

    @Override
    public Directory indexDirectory(String name) {
        return new ByteBuffersDirectory();
    }

    @Override
    public HttpCaller http() {
        throw new UnsupportedOperationException("nothing is called");
    }
}
