package dev.darm.sim.agent;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** Ways out of a world: taken in one, they fail its run; outside they lead where they always did. */
public final class Leaks {

    private Leaks() {}

    /** Fails the run of the calling thread, if it belongs to one, because {@code what} leaves it. */
    public static void refuse(String what) {
        Surroundings here = WorldThread.here();
        if (here != null) throw here.leak(what);
    }

    public static final class Pools {
        private Pools() {}

        public static ExecutorService newCachedThreadPool() {
            refuse("a thread pool");
            return Executors.newCachedThreadPool();
        }

        public static ExecutorService newCachedThreadPool(ThreadFactory factory) {
            refuse("a thread pool");
            return Executors.newCachedThreadPool(factory);
        }

        public static ExecutorService newFixedThreadPool(int threads) {
            refuse("a thread pool");
            return Executors.newFixedThreadPool(threads);
        }

        public static ExecutorService newFixedThreadPool(int threads, ThreadFactory factory) {
            refuse("a thread pool");
            return Executors.newFixedThreadPool(threads, factory);
        }

        public static ExecutorService newSingleThreadExecutor() {
            refuse("a thread pool");
            return Executors.newSingleThreadExecutor();
        }

        public static ExecutorService newVirtualThreadPerTaskExecutor() {
            refuse("a thread pool");
            return Executors.newVirtualThreadPerTaskExecutor();
        }

        public static ScheduledExecutorService newScheduledThreadPool(int threads) {
            refuse("a thread pool");
            return Executors.newScheduledThreadPool(threads);
        }

        public static ScheduledExecutorService newSingleThreadScheduledExecutor() {
            refuse("a thread pool");
            return Executors.newSingleThreadScheduledExecutor();
        }
    }

    public static final class Parking {
        private Parking() {}

        public static void park() {
            refuse("LockSupport.park");
            LockSupport.park();
        }

        public static void park(Object blocker) {
            refuse("LockSupport.park");
            LockSupport.park(blocker);
        }

        public static void parkNanos(long nanos) {
            refuse("LockSupport.parkNanos");
            LockSupport.parkNanos(nanos);
        }

        public static void parkNanos(Object blocker, long nanos) {
            refuse("LockSupport.parkNanos");
            LockSupport.parkNanos(blocker, nanos);
        }
    }

    public static final class Sockets {
        private Sockets() {}

        public static SocketChannel open() throws IOException {
            refuse("a socket");
            return SocketChannel.open();
        }
    }

    public static final class ServerSockets {
        private ServerSockets() {}

        public static ServerSocketChannel open() throws IOException {
            refuse("a server socket");
            return ServerSocketChannel.open();
        }
    }

    public static final class Datagrams {
        private Datagrams() {}

        public static DatagramChannel open() throws IOException {
            refuse("a datagram socket");
            return DatagramChannel.open();
        }
    }

    public static final class Selectors {
        private Selectors() {}

        public static Selector open() throws IOException {
            refuse("a selector of sockets");
            return Selector.open();
        }
    }

    public static final class HttpClients {
        private HttpClients() {}

        public static HttpClient newHttpClient() {
            refuse("an HTTP client");
            return HttpClient.newHttpClient();
        }

        public static HttpClient.Builder newBuilder() {
            refuse("an HTTP client");
            return HttpClient.newBuilder();
        }
    }
}
