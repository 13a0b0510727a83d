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
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final long SETTLED_NANOS = 5_000_000_000L;

    /** The default of darm.memory.short-term.nominate-salience. */
    private static final double NOMINABLE = 0.55;

    private Learning() {}

    /** How many documents were acknowledged, and after how long the last one was. */
    record Fed(int documents, double seconds) {}

    /**
     * What the nodes hold when nothing changes any more.
     *
     * @param seconds from the start of feeding to the last change
     * @param longTerm claims in the long-term memory of every node
     * @param shortTerm claims left in short-term memory, of all nodes together
     * @param open of these, how many are voted on or salient enough to be
     * @param equal whether all nodes hold as many long-term claims
     */
    record Learned(double seconds, long longTerm, long shortTerm, long open, boolean equal) {}

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

    /**
     * Waits until no node holds a claim that is or may still be voted on and all long-term memories are equal, or nothing
     * has moved between the memories for a minute; {@code from} is when feeding began.
     */
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
                open += open(bed, node) + counts.path("ltm bodies missing").asLong();
            }
            long at = System.nanoTime();
            if (!now.equals(before)) changed = at;
            before = now;
            boolean done = open == 0 && equal(now) && at - changed > SETTLED_NANOS;
            if (done || at - changed > QUIET_NANOS)
                return new Learned((changed - from) / 1e9, now.getFirst(), bed.total("stm claims"), open, equal(now));
            Thread.sleep(200);
        }
    }

    /** Waits until short-term memory has taken all in that it will. */
    static void awaitStudied(Bed bed) throws IOException, InterruptedException {
        long before = -1;
        long changed = System.nanoTime();
        while (before <= 0 || System.nanoTime() - changed < SETTLED_NANOS) {
            long now = bed.total("stm claims");
            if (now != before) changed = System.nanoTime();
            before = now;
            Thread.sleep(200);
        }
    }

    /** Claims in the short-term memory of a node that are voted on, or salient enough to be. */
    private static long open(Bed bed, int node) throws IOException, InterruptedException {
        String listing =
                bed.send(node, "GET", "/darm/memory?tier=stm&limit=1000", "").body();
        long open = 0;
        for (JsonNode entry : Bed.JSON.readTree(listing).path("entries")) {
            String standing = entry.path("standing").asText();
            if (standing.equals("VOTING")
                    || standing.equals("PENDING") && entry.path("salience").asDouble() >= NOMINABLE) open++;
        }
        return open;
    }

    private static boolean equal(List<Long> counts) {
        for (int i = 0; i < counts.size(); i += 3) if (!counts.get(i).equals(counts.getFirst())) return false;
        return true;
    }
}
