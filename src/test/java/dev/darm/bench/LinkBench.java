package dev.darm.bench;

import dev.darm.sim.Seeds;
import dev.darm.sim.link.Link;
import dev.darm.sim.link.Link.Carriage;
import dev.darm.sim.link.LinkListener;
import dev.darm.sim.link.LinkProfile;
import dev.darm.sim.link.Network;
import dev.darm.sim.link.StreamRules;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/**
 * Measures what a message costs on a simulated link, offer and question at its arrival, one thread:
 * {@code java -cp … dev.darm.bench.LinkBench}. CPU time, the best of five rounds after three of warm-up, messages of 300
 * bytes a millisecond apart.
 */
public final class LinkBench {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;
    private static final int MESSAGES = 2_000_000;
    private static final long APART = 1_000_000;

    private LinkBench() {}

    public static void main(String[] arguments) {
        for (Carriage carriage : Carriage.values()) {
            report("LAN", "lan-1g", "fibre", true, carriage);
            report("Wi-Fi", "wifi", "fibre", true, carriage);
            report("LAN, between sites on fibre", "lan-1g", "fibre", false, carriage);
            report("Wi-Fi behind Starlink, to another site", "wifi", "starlink", false, carriage);
            report("Wi-Fi behind Starlink driving", "wifi", "starlink-roaming", false, carriage);
        }
    }

    private static void report(String what, String attachment, String uplink, boolean sameSite, Carriage carriage) {
        Network network = new Network(new Seeds(1), StreamRules.LINUX, new Nobody());
        network.site("home", profile(uplink));
        network.site("away", profile(uplink));
        network.machine("a", "home", profile(attachment));
        network.machine("b", sameSite ? "home" : "away", profile(attachment));
        Link link = network.link("a", "b");
        long best = Long.MAX_VALUE;
        long check = 0;
        long now = 0;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < MESSAGES; i++) {
                now += APART;
                long arrival = link.offer(now, 300, carriage, 1);
                if (arrival >= 0) check += link.onArrival(arrival, now, 300, carriage, 1);
            }
            long took = CPU.getCurrentThreadCpuTime() - start;
            if (round >= WARM_UP) best = Math.min(best, took);
        }
        Report.line(
                carriage + " " + what,
                Report.text("%.0f ns a message (check %d)", (double) best / MESSAGES, check & 0xFFF));
    }

    private static LinkProfile profile(String name) {
        return LinkProfile.read(Path.of("hardware/uplinks").resolve(name + ".conf"));
    }

    private static final class Nobody implements LinkListener {
        @Override
        public void released(Link link, long ticket, long arrival) {}

        @Override
        public void lost(Link link, long ticket) {}

        @Override
        public void broken(Link link, int lane, long at) {}
    }
}
