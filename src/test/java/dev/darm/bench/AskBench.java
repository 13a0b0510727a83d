package dev.darm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Measures questions through HTTP, one client with one kept connection that asks one at a time: {@code <documents> <seed>}.
 * An answer counts for the tier that it says served it, or for none when the node abstains. Between any two questions the
 * same client asks whether the node is alive, so that what a busy machine adds can be seen.
 */
final class AskBench {

    private static final int WARM_UP = 1500;

    private final Bed bed;
    private final Map<String, List<Double>> millis = new TreeMap<>();
    private final List<Double> floor = new ArrayList<>();

    private AskBench(Bed bed) {
        this.bed = bed;
    }

    public static void main(String[] args) throws Exception {
        Corpus corpus = Corpus.of(Long.parseLong(args[1]), Integer.parseInt(args[0]));
        List<String> questions = new ArrayList<>(corpus.questions());
        Collections.shuffle(questions, new Random(Long.parseLong(args[1])));
        try (Bed bed = Bed.make(4, "darm.consolidation.min-age = 1 h")) {
            bed.start();
            Learning.feed(bed, corpus.pages());
            Learning.awaitStudied(bed);
            AskBench bench = new AskBench(bed);
            bench.askAll(questions, WARM_UP);
            bench.forget();
            bench.askAll(questions, questions.size());
            bench.print("nothing agreed on yet, " + bed.total("stm claims") + " claims in STM");
        }
        try (Bed bed = Bed.make(4, "darm.consolidation.min-age = 0 s")) {
            bed.start();
            long from = System.nanoTime();
            Learning.feed(bed, corpus.pages());
            Learning.Learned learned = Learning.await(bed, from);
            AskBench bench = new AskBench(bed);
            int half = questions.size() / 2;
            bench.askAll(questions.subList(0, half), half);
            bench.forget();
            bench.askAll(questions.subList(half, questions.size()), half);
            bench.print("each question for the first time, " + learned.longTerm() + " claims in LTM");
            bench.askAll(questions, WARM_UP);
            bench.forget();
            bench.askAll(questions, 5000);
            bench.print("each question again");
        }
    }

    /** Asks {@code count} questions in order, from the beginning again after the last. */
    private void askAll(List<String> questions, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            String body = Bed.JSON
                    .createObjectNode()
                    .put("question", questions.get(i % questions.size()))
                    .toString();
            long from = System.nanoTime();
            String reply = bed.send(0, "POST", "/darm/ask", body).body();
            double took = (System.nanoTime() - from) / 1e6;
            from = System.nanoTime();
            bed.send(0, "GET", "/alive", "");
            floor.add((System.nanoTime() - from) / 1e6);
            JsonNode answer = Bed.JSON.readTree(reply);
            String tier = answer.path("abstained").asBoolean()
                    ? "none"
                    : answer.path("tier").asText("error");
            millis.computeIfAbsent(tier, any -> new ArrayList<>()).add(took);
        }
    }

    private void forget() {
        millis.clear();
        floor.clear();
    }

    private void print(String when) {
        System.out.println(when + ":");
        millis.forEach((tier, all) -> print("  ask by " + tier, all));
        print("  GET /alive in between, what the machine gives", floor);
    }

    private static void print(String what, List<Double> millis) {
        Report.line(
                what,
                Report.text(
                        "p50 %.2f ms, p99 %.2f ms, max %.1f ms of %d",
                        Report.quantile(millis, 0.5),
                        Report.quantile(millis, 0.99),
                        Report.quantile(millis, 1),
                        millis.size()));
    }
}
