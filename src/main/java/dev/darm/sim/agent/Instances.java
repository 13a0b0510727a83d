package dev.darm.sim.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * In place of instance methods, with the receiver as first parameter: {@link Weaver} reads from here which calls it replaces,
 * by the class of the receiver, the name and the descriptor. Those that wait let the world go on meanwhile.
 */
public final class Instances {

    private static final String QUEUE = "java/util/concurrent/BlockingQueue";

    /** Calls are compiled with the class of the variable: these are waited on like the interface that they implement. */
    private static final Map<String, String> KINDS = new TreeMap<>(Map.of(
            "java/util/concurrent/LinkedBlockingQueue", QUEUE,
            "java/util/concurrent/ArrayBlockingQueue", QUEUE,
            "java/util/concurrent/LinkedBlockingDeque", QUEUE,
            "java/util/concurrent/BlockingDeque", QUEUE,
            "java/util/concurrent/PriorityBlockingQueue", QUEUE,
            "java/util/concurrent/FutureTask", "java/util/concurrent/Future",
            "java/util/stream/Stream", "java/util/stream/BaseStream"));

    /** Looked for by the names of their methods, since so many classes mention them. */
    private static final String STREAMS = "java/util/stream/";

    /** Of any collection. */
    private static final String PARALLEL = "parallelStream()Ljava/util/stream/Stream;";

    /** The methods that are looked for by their names. */
    static final Set<String> NAMES = Set.of("parallelStream", "parallel");

    private static final Map<String, String> TYPES = new TreeMap<>();

    static {
        for (Method method : Instances.class.getDeclaredMethods()) {
            if (!Modifier.isPublic(method.getModifiers())) continue;
            MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
            String owner = type.parameterType(0).getName().replace('.', '/');
            TYPES.put(
                    owner + "." + method.getName()
                            + type.dropParameterTypes(0, 1).toMethodDescriptorString(),
                    owner);
        }
    }

    private Instances() {}

    /** The classes whose calls are looked at. */
    static Set<String> owners() {
        TreeSet<String> owners = new TreeSet<>(KINDS.keySet());
        owners.addAll(TYPES.values());
        owners.removeIf(owner -> owner.startsWith(STREAMS) || owner.equals("java/util/Collection"));
        return owners;
    }

    /** The class by which a call is replaced, which its receiver is a kind of; null when it is not replaced. */
    static @Nullable String receiver(String owner, String nameAndDescriptor) {
        String kind = nameAndDescriptor.equals(PARALLEL) ? "java/util/Collection" : KINDS.getOrDefault(owner, owner);
        return TYPES.get(kind + "." + nameAndDescriptor);
    }

    public static void start(Thread thread) {
        Leaks.refuse("a thread of its own, '" + thread.getName() + "',");
        thread.start();
    }

    public static InputStream openStream(URL url) throws IOException {
        remote(url);
        return url.openStream();
    }

    public static URLConnection openConnection(URL url) throws IOException {
        remote(url);
        return url.openConnection();
    }

    /** Resources of the class path have addresses too. */
    private static void remote(URL url) {
        if (url.getProtocol().startsWith("http") || url.getProtocol().equals("ftp"))
            Leaks.refuse("a connection to " + url.getHost());
    }

    public static int availableProcessors(Runtime runtime) {
        Surroundings here = WorldThread.here();
        return here == null ? runtime.availableProcessors() : here.cores();
    }

    public static <T extends RandomGenerator> T create(RandomGeneratorFactory<T> factory) {
        Surroundings here = WorldThread.here();
        return here == null ? factory.create() : factory.create(here.nextSeed());
    }

    public static void sleep(TimeUnit unit, long time) throws InterruptedException {
        Surroundings here = WorldThread.here();
        if (here == null) unit.sleep(time);
        else here.await(() -> false, unit.toNanos(time));
    }

    public static void await(CountDownLatch latch) throws InterruptedException {
        Surroundings here = WorldThread.here();
        if (here == null) latch.await();
        else here.await(() -> latch.getCount() == 0, Long.MAX_VALUE);
    }

    public static boolean await(CountDownLatch latch, long timeout, TimeUnit unit) throws InterruptedException {
        Surroundings here = WorldThread.here();
        return here == null
                ? latch.await(timeout, unit)
                : here.await(() -> latch.getCount() == 0, unit.toNanos(timeout));
    }

    public static void acquire(Semaphore semaphore) throws InterruptedException {
        Surroundings here = WorldThread.here();
        if (here == null) semaphore.acquire();
        else here.await(once(semaphore::tryAcquire), Long.MAX_VALUE);
    }

    public static boolean tryAcquire(Semaphore semaphore, long timeout, TimeUnit unit) throws InterruptedException {
        Surroundings here = WorldThread.here();
        return here == null
                ? semaphore.tryAcquire(timeout, unit)
                : here.await(once(semaphore::tryAcquire), unit.toNanos(timeout));
    }

    public static <T extends @Nullable Object> T take(BlockingQueue<T> queue) throws InterruptedException {
        Surroundings here = WorldThread.here();
        if (here != null) here.await(() -> !queue.isEmpty(), Long.MAX_VALUE);
        return queue.take();
    }

    public static <T extends @Nullable Object> @Nullable T poll(BlockingQueue<T> queue, long timeout, TimeUnit unit)
            throws InterruptedException {
        Surroundings here = WorldThread.here();
        if (here == null) return queue.poll(timeout, unit);
        here.await(() -> !queue.isEmpty(), unit.toNanos(timeout));
        return queue.poll();
    }

    public static <T extends @Nullable Object> T get(Future<T> future) throws InterruptedException, ExecutionException {
        Surroundings here = WorldThread.here();
        if (here != null) here.await(future::isDone, Long.MAX_VALUE);
        return future.get();
    }

    public static <T extends @Nullable Object> T get(Future<T> future, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        Surroundings here = WorldThread.here();
        if (here == null) return future.get(timeout, unit);
        if (!here.await(future::isDone, unit.toNanos(timeout))) throw new TimeoutException();
        return future.get();
    }

    public static <T extends @Nullable Object> T get(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException {
        return get((Future<T>) future);
    }

    public static <T extends @Nullable Object> T get(CompletableFuture<T> future, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return get((Future<T>) future, timeout, unit);
    }

    public static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        Surroundings here = WorldThread.here();
        if (here != null) here.await(future::isDone, Long.MAX_VALUE);
        return future.join();
    }

    public static <T extends @Nullable Object> CompletableFuture<T> orTimeout(
            CompletableFuture<T> future, long timeout, TimeUnit unit) {
        Surroundings here = WorldThread.here();
        if (here == null) return future.orTimeout(timeout, unit);
        here.later(unit.toNanos(timeout), () -> future.completeExceptionally(new TimeoutException()));
        return future;
    }

    public static <T extends @Nullable Object> CompletableFuture<T> completeOnTimeout(
            CompletableFuture<T> future, T value, long timeout, TimeUnit unit) {
        Surroundings here = WorldThread.here();
        if (here == null) return future.completeOnTimeout(value, timeout, unit);
        here.later(unit.toNanos(timeout), () -> future.complete(value));
        return future;
    }

    // ---- parallel streams, which in a world run in the step, one element after another

    public static <T extends @Nullable Object> Stream<T> parallelStream(Collection<T> collection) {
        return WorldThread.here() == null ? collection.parallelStream() : collection.stream();
    }

    public static <T extends @Nullable Object, S extends BaseStream<T, S>> S parallel(BaseStream<T, S> stream) {
        return WorldThread.here() == null ? stream.parallel() : stream.sequential();
    }

    public static IntStream parallel(IntStream stream) {
        return WorldThread.here() == null ? stream.parallel() : stream;
    }

    public static LongStream parallel(LongStream stream) {
        return WorldThread.here() == null ? stream.parallel() : stream;
    }

    public static DoubleStream parallel(DoubleStream stream) {
        return WorldThread.here() == null ? stream.parallel() : stream;
    }

    /** A condition that, once it has held, holds: what it takes it takes once. */
    private static BooleanSupplier once(BooleanSupplier taken) {
        boolean[] held = new boolean[1];
        return () -> held[0] |= !held[0] && taken.getAsBoolean();
    }
}
