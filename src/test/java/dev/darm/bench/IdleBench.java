package dev.darm.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures the memory of idle nodes, one alone and four, before and after a corpus: {@code <documents> <seed>}. */
final class IdleBench {

    private static final long SETTLE_MILLIS = 10_000;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private IdleBench() {}

    public static void main(String[] args) throws Exception {
        Corpus corpus = Corpus.of(Long.parseLong(args[1]), Integer.parseInt(args[0]));
        for (int nodes : new int[] {1, 4}) {
            try (Bed bed = Bed.make(nodes, "darm.consolidation.min-age = 0 s")) {
                bed.start();
                Thread.sleep(SETTLE_MILLIS);
                print(bed, "after start");
                long from = System.nanoTime();
                Learning.feed(bed, corpus.pages());
                Learning.Learned learned = Learning.await(bed, from);
                Thread.sleep(SETTLE_MILLIS);
                print(bed, "after learning " + learned.longTerm() + " claims");
            }
        }
    }

    private static void print(Bed bed, String when) throws IOException, InterruptedException {
        List<Double> rss = new ArrayList<>();
        List<Double> own = new ArrayList<>();
        List<Double> used = new ArrayList<>();
        List<Double> live = new ArrayList<>();
        for (int node = 0; node < bed.size(); node++) {
            rss.add(status(bed.pid(node), "VmRSS"));
            own.add(status(bed.pid(node), "RssAnon"));
            used.add(heap(bed.pid(node)));
            jcmd(bed.pid(node), "GC.run");
            live.add(heap(bed.pid(node)));
        }
        Report.line(
                (bed.size() == 1 ? "one node alone, " : "each of " + bed.size() + " nodes, ") + when,
                Report.text(
                        "RSS %.0f MB (%.0f MB of its own), heap used %.0f MB, live %.0f MB",
                        Report.quantile(rss, 1),
                        Report.quantile(own, 1),
                        Report.quantile(used, 1),
                        Report.quantile(live, 1)));
    }

    /** A figure of {@code /proc/<pid>/status}, in MB (10⁶ bytes). */
    private static double status(long pid, String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")))
            if (line.startsWith(key + ":")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
        return Double.NaN;
    }

    /** The heap in use, in MB: both generations, as {@code jcmd GC.heap_info} tells. */
    private static double heap(long pid) throws IOException, InterruptedException {
        double kib = 0;
        for (String line : jcmd(pid, "GC.heap_info").split("\n")) {
            Matcher found = USED.matcher(line);
            if (line.contains("total") && !line.contains("Metaspace") && found.find())
                kib += Long.parseLong(found.group(1));
        }
        return kib * 1024 / 1e6;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
