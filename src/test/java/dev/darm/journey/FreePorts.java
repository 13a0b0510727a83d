package dev.darm.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of loopback for servers that a test starts later, in other processes: below those that the system gives to outgoing
 * connections, each once in this JVM, and others than those of the JVM that runs tests beside it.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int OF_A_JVM = 4_000;

    private static int next = FIRST
            + OF_A_JVM * ((Integer.getInteger("darm.fork", 1) - 1) % 3)
            + (int) (ProcessHandle.current().pid() % 20) * 100;

    private FreePorts() {}

    /** {@code count} ports that nobody listens on. */
    public static synchronized List<Integer> take(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = next++;
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                ports.add(free.getLocalPort());
            } catch (BindException e) {
                // somebody else's
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ports;
    }

    public static int take() {
        return take(1).get(0);
    }
}
