package dev.darm.ledger;

import dev.darm.codec.Hash;
import dev.darm.world.Disk;
import dev.darm.world.HttpCaller;
import dev.darm.world.World;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.apache.lucene.store.Directory;

/** A world with the machine's clock and seeded chance, for actors that need nothing else of it. */
final class ClockWorld implements World {

    private static final AtomicLong SECRETS = new AtomicLong();

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
        return new Random(purpose.hashCode());
    }

    @Override
    public byte[] secret(int length) {
        return Arrays.copyOf(Hash.of("secret " + SECRETS.incrementAndGet()).toBytes(), length);
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException("no disk here");
    }

    @Override
    public Directory indexDirectory(String name) {
        throw new UnsupportedOperationException("no indexes here");
    }

    @Override
    public HttpCaller http() {
        throw new UnsupportedOperationException("no network here");
    }
}
