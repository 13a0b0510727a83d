package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.sim.engine.SimulationFailed;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("simulated")
class LeaksTest {

    private interface Leak {
        Object spring() throws Exception;
    }

    private static final Map<String, Leak> LEAKS = new LinkedHashMap<>();

    static {
        LEAKS.put("thread", () -> {
            Thread thread = new Thread(() -> {}, "foreign");
            thread.start();
            return thread;
        });
        LEAKS.put("virtual thread", () -> Thread.startVirtualThread(() -> {}));
        LEAKS.put("thread of a builder", () -> Thread.ofPlatform().start(() -> {}));
        LEAKS.put("supplyAsync", () -> CompletableFuture.supplyAsync(() -> 1));
        LEAKS.put("runAsync", () -> CompletableFuture.runAsync(() -> {}));
        LEAKS.put("thenApplyAsync", () -> CompletableFuture.completedFuture(1).thenApplyAsync(one -> one + 1));
        LEAKS.put("whenCompleteAsync", () -> CompletableFuture.completedStage(1).whenCompleteAsync((one, no) -> {}));
        LEAKS.put("fixed pool", () -> Executors.newFixedThreadPool(2));
        LEAKS.put("work-stealing pool", () -> Executors.newWorkStealingPool());
        LEAKS.put(
                "ThreadPoolExecutor",
                () -> new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
        LEAKS.put("common pool", () -> ForkJoinPool.commonPool().submit(() -> 1));
        LEAKS.put("Timer", () -> new Timer("foreign"));
        LEAKS.put("socket channel", SocketChannel::open);
        LEAKS.put("Socket", () -> new Socket());
        LEAKS.put("ServerSocket", () -> new ServerSocket());
        LEAKS.put("DatagramSocket", () -> new DatagramSocket());
        LEAKS.put("HTTP client", () -> HttpClient.newHttpClient());
        LEAKS.put("URL", () -> URI.create("http://127.0.0.1:1/").toURL().openConnection());
        LEAKS.put("process", () -> new ProcessBuilder("true").start());
        LEAKS.put("park", () -> {
            LockSupport.parkNanos(1);
            return "";
        });
    }

    static Stream<String> leaks() {
        return LEAKS.keySet().stream();
    }

    private static Leak leak(String name) {
        return Objects.requireNonNull(LEAKS.get(name), name);
    }

    private static SimulatedCluster one() {
        return SimulatedCluster.named("one")
                .seed(11)
                .nodes(1, node -> Behaviors.ignore())
                .config("akka.actor.provider = local")
                .start();
    }

    @ParameterizedTest
    @MethodSource("leaks")
    void failsTheRunWithTheStackEvenIfTheCallerCatchesIt(String name) {
        try (SimulatedCluster cluster = one()) {
            Leak leak = leak(name);
            assertThatThrownBy(() -> cluster.onNode("n1", system -> {
                        try {
                            return leak.spring();
                        } catch (Exception | Error e) {
                            return e;
                        }
                    }))
                    .isInstanceOf(SimulationFailed.class)
                    .hasMessageContaining("leaves the world")
                    .hasMessageContaining("n1")
                    .hasMessageContaining("seed 11")
                    .satisfies(e -> assertThat(e.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().startsWith(LeaksTest.class.getName())));
        }
    }

    @ParameterizedTest
    @MethodSource("leaks")
    void leadsWhereItAlwaysDidOutsideARun(String name) {
        if (name.equals("park")) return;
        try {
            Object given = leak(name).spring();
            assertThat(given).isNotNull();
            if (given instanceof Timer timer) timer.cancel();
            if (given instanceof AutoCloseable closeable && !(given instanceof ForkJoinPool)) closeable.close();
        } catch (Exception e) {
            assertThat(e).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aForeignThreadThatSpeaksToAnActorFailsTheRun() throws InterruptedException {
        try (SimulatedCluster cluster = one()) {
            cluster.run(Duration.ofSeconds(1));
            @SuppressWarnings("unchecked")
            ActorRef<Object> guardian =
                    (ActorRef<Object>) (ActorSystem<?>) cluster.node("n1").system();
            Thread foreign = new Thread(() -> guardian.tell("hello"), "foreign");
            foreign.start();
            foreign.join();

            assertThatThrownBy(() -> cluster.run(Duration.ofSeconds(1)))
                    .isInstanceOf(SimulationFailed.class)
                    .hasMessageContaining("a thread that is not of this world");
        }
    }
}
