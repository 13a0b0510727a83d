package dev.darm.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bench spends of the processors: the time of all threads of this JVM, so that the garbage collector and the
 * compilers count and other work on the machine does not.
 */
final class CpuTime {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CpuTime() {}

    /** Nanoseconds since the JVM started. */
    static long now() {
        return SYSTEM.getProcessCpuTime();
    }

    /** How many pieces of work a second of processor time does, for each of {@code rounds} of {@code count} pieces. */
    static List<Double> rates(int rounds, long count, Runnable round) {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            long from = now();
            round.run();
            rates.add(count * 1e9 / (now() - from));
        }
        return rates;
    }

    /** The median in millions, and the range. */
    static String millions(List<Double> rates) {
        return Report.text(
                "%.2f M/CPU-s (%.2f to %.2f)",
                Report.quantile(rates, 0.5) / 1e6, Report.quantile(rates, 0) / 1e6, Report.quantile(rates, 1) / 1e6);
    }

    /** What the heap holds after a full collection, in bytes. */
    static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
