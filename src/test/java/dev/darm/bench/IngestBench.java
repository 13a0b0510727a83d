package dev.darm.bench;

/** Measures feeding and learning on four nodes, and what it costs in fsyncs: {@code <documents> <seed>}. */
final class IngestBench {

    private IngestBench() {}

    public static void main(String[] args) throws Exception {
        int documents = Integer.parseInt(args[0]);
        Corpus corpus = Corpus.of(Long.parseLong(args[1]), documents);
        long bytes =
                corpus.pages().stream().mapToLong(page -> page.text().length()).sum();
        try (Bed bed = Bed.make(4, "darm.consolidation.min-age = 0 s")) {
            bed.start();
            long syncs = bed.total("disk syncs");
            long votes = bed.total("vote syncs");
            long blocks = bed.total("block syncs");
            double cpu = bed.cpuSeconds();
            long from = System.nanoTime();
            Learning.Fed fed = Learning.feed(bed, corpus.pages());
            Report.line(
                    "documents fed",
                    Report.text("%d of %d, %.0f B each", fed.documents(), documents, (double) bytes / documents));
            Report.line(
                    "documents acknowledged (durable on two nodes)",
                    Report.text("%.1f documents/s", fed.documents() / fed.seconds()));
            Learning.Learned learned = Learning.await(bed, from);
            Report.line(
                    "until learned by every node",
                    Report.text(
                            "%.1f s, %d claims%s",
                            learned.seconds(), learned.longTerm(), learned.equal() ? "" : ", UNEQUAL"));
            Report.line(
                    "documents fed and learned", Report.text("%.1f documents/s", fed.documents() / learned.seconds()));
            Report.line("claims fed and learned", Report.text("%.1f claims/s", learned.longTerm() / learned.seconds()));
            Report.line(
                    "claims left in short-term memory",
                    Report.text("%d, %d of them may yet be voted on", learned.shortTerm(), learned.open()));
            long all = bed.total("disk syncs") - syncs;
            long height = bed.status(0).path("height").asLong();
            Report.line("blocks", Report.text("%d, %.1f claims each", height, (double) learned.longTerm() / height));
            Report.line(
                    "fsyncs of all four nodes",
                    Report.text(
                            "%d (%.1f a document, %.2f a claim)",
                            all, (double) all / fed.documents(), (double) all / learned.longTerm()));
            Report.line(
                    "of which for votes and blocks",
                    Report.text("%d and %d", bed.total("vote syncs") - votes, bed.total("block syncs") - blocks));
        }
    }
}
