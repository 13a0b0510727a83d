package dev.darm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Feeds a corpus to a bed, one client a node, and waits until every node has learned what will be learned of it. */
final class Learning {

    private static final int DOCUMENTS_PER_REQUEST = 8;
    private static final long QUIET_NANOS = 20_000_000_000L;

    private Learning() {}

    /** How many documents were acknowledged, and after how long the last one was. */
    record Fed(int documents, double seconds) {}

    /**
     * What the nodes hold when nothing changes any more.
     *
     * @param seconds from the start of feeding to the last change
     * @param longTerm claims in the long-term memory of every node
     * @param shortTerm claims left in short-term memory, of all nodes together
     */
    record Learned(double seconds, long longTerm, long shortTerm, boolean equal) {}

    static Fed feed(Bed bed, List<Corpus.Page> pages) throws Exception {
        long from = System.nanoTime();
        int accepted = 0;
        try (ExecutorService clients = Executors.newFixedThreadPool(bed.size())) {
            List<Future<Integer>> shares = new ArrayList<>();
            for (int node = 0; node < bed.size(); node++) shares.add(clients.submit(client(bed, node, pages)));
            for (Future<Integer> share : shares) accepted += share.get();
        }
        return new Fed(accepted, (System.nanoTime() - from) / 1e9);
    }

    private static Callable<Integer> client(Bed bed, int node, List<Corpus.Page> pages) {
        return () -> {
            List<Corpus.Page> mine = new ArrayList<>();
            for (int i = node; i < pages.size(); i += bed.size()) mine.add(pages.get(i));
            int accepted = 0;
            for (int i = 0; i < mine.size(); i += DOCUMENTS_PER_REQUEST)
                accepted += bed.feed(node, mine.subList(i, Math.min(mine.size(), i + DOCUMENTS_PER_REQUEST)));
            return accepted;
        };
    }

    /** Waits until all is studied and, for 20 s, nothing moves between the memories; {@code from} is when feeding began. */
    static Learned await(Bed bed, long from) throws IOException, InterruptedException {
        List<Long> before = List.of();
        long changed = System.nanoTime();
        while (true) {
            List<Long> now = new ArrayList<>();
            long open = 0;
            for (int node = 0; node < bed.size(); node++) {
                JsonNode counts = bed.status(node).path("counts");
                now.add(counts.path("ltm claims").asLong());
                now.add(counts.path("ltm bodies missing").asLong());
                now.add(counts.path("stm claims").asLong());
                open += counts.path("documents to study").asLong()
                        + counts.path("stm claims").asLong()
                        + counts.path("ltm bodies missing").asLong();
            }
            if (!now.equals(before)) changed = System.nanoTime();
            before = now;
            boolean equal = equal(now);
            if (open == 0 && equal && now.getFirst() > 0 || System.nanoTime() - changed > QUIET_NANOS)
                return new Learned((changed - from) / 1e9, now.getFirst(), bed.total("stm claims"), equal);
            Thread.sleep(100);
        }
    }

    private static boolean equal(List<Long> counts) {
        for (int i = 0; i < counts.size(); i += 3) if (!counts.get(i).equals(counts.getFirst())) return false;
        return true;
    }
}
