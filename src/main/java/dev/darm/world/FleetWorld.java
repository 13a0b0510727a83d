package dev.darm.world;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;

/**
 * The real world: the machine's clock, its entropy, the data folder {@code darm.data-folder}, and HTTP over sockets.
 *
 * <p>Making it takes the data folder's {@link FolderLock}, which it gives back as the last thing before the actor system
 * counts as terminated.
 */
public final class FleetWorld implements World {

    private static final int MOST_SECRET_BYTES = 4096;
    private static final int SEED_BYTES = 24;

    private final SecureRandom entropy = new SecureRandom();
    private final RandomGeneratorFactory<RandomGenerator> generators = RandomGeneratorFactory.of("L64X128MixRandom");
    private final FleetHttp http = new FleetHttp();
    private final FileDisk disk;
    private final FleetWorkers workers = new FleetWorkers(Runtime.getRuntime().availableProcessors());

    /**
     * Opens the world of {@code system}.
     *
     * @throws FolderInUse when another process has the data folder open
     */
    public FleetWorld(ActorSystem<?> system) throws IOException {
        Path folder = Path.of(system.settings().config().getString("darm.data-folder"));
        FolderLock lock = FolderLock.take(folder);
        disk = new FileDisk(folder);
        Adapter.toClassic(system).registerOnTermination(() -> {
            http.close();
            workers.close();
            try {
                lock.close();
            } catch (IOException e) {
                system.log().warn("cannot unlock {}: {}", folder, e.getMessage());
            }
        });
    }

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
        return generators.create(secret(SEED_BYTES));
    }

    @Override
    public byte[] secret(int length) {
        if (length < 1 || length > MOST_SECRET_BYTES)
            throw new IllegalArgumentException("1 to %d bytes, not %d".formatted(MOST_SECRET_BYTES, length));
        byte[] bytes = new byte[length];
        entropy.nextBytes(bytes);
        return bytes;
    }

    @Override
    public FileDisk disk() {
        return disk;
    }

    @Override
    public Directory indexDirectory(String name) {
        if (!name.matches("[A-Za-z0-9._-]+") || name.startsWith("."))
            throw new IllegalArgumentException("an index has a plain file name, not '" + name + "'");
        try {
            return new NIOFSDirectory(disk.root().resolve("index").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the index folder index/" + name, e);
        }
    }

    @Override
    public Workers workers() {
        return workers;
    }

    @Override
    public HttpCaller http() {
        return http;
    }
}
