package dev.darm.bench;

import java.util.ArrayList;
import java.util.List;

/** Measures the time from starting the processes of a deployment until all answer 200 on {@code /ready}: {@code <nodes> <starts>}. */
final class StartBench {

    private StartBench() {}

    public static void main(String[] args) throws Exception {
        int nodes = Integer.parseInt(args[0]);
        int starts = Integer.parseInt(args[1]);
        List<Double> seconds = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        try (Bed bed = Bed.make(nodes, "")) {
            for (int i = 0; i < starts; i++) {
                seconds.add(bed.start() / 1000.0);
                cpu.add(bed.cpuSeconds());
                bed.stop();
            }
        }
        String what = nodes == 1 ? "one node alone, start to ready" : nodes + " nodes, start to all ready";
        Report.line(
                what,
                Report.text(
                        "median %.2f s of %d (%.2f–%.2f)",
                        Report.quantile(seconds, 0.5),
                        starts,
                        Report.quantile(seconds, 0),
                        Report.quantile(seconds, 1)));
        Report.line("  of the processors until then", Report.text("median %.2f s", Report.quantile(cpu, 0.5)));
    }
}
