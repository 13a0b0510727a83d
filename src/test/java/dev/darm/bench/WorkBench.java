package dev.darm.bench;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.NgramEncoder;
import dev.darm.ledger.SigningKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the work of a device profile costs on this machine: processor time of one thread, the median of the rounds. */
final class WorkBench {

    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 300_000_000;
    private static final int KIB = 1024;

    /** Keeps the JIT from leaving out what nobody looks at. */
    private static long kept;

    private WorkBench() {}

    public static void main(String[] args) throws IOException {
        SigningKey key = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);
        byte[] message = new byte[256];
        byte[] signature = key.sign(message);
        byte[] large = new byte[64 * KIB];
        byte[] one = new byte[1];
        byte[] two = new byte[2 * Hash.LENGTH];
        List<String> texts = texts();
        NgramEncoder encoder = new NgramEncoder(1024, CorpusStatistics.PRIOR);

        measure("hash: a KiB of 64", 64, () -> kept += Hash.of(large).hashCode());
        measure(
                "  a node of a Merkle tree, two blocks",
                1,
                () -> kept += Hash.of(one, two).hashCode());
        measure("verify, 256 bytes", 1, () -> kept += key.publicKey().verifies(message, signature) ? 1 : 0);
        measure("sign, 256 bytes", 1, () -> kept += key.sign(message).length);
        double kib = texts.stream().mapToInt(String::length).sum() / (double) KIB;
        measure("encode: a KiB of text in passages of 400 characters", kib, () -> {
            for (String text : texts) kept += encoder.vector(text).length;
        });
        System.out.println("(" + kept + ")");
    }

    /** The texts of {@code sim/text} in pieces. */
    private static List<String> texts() throws IOException {
        List<String> pieces = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("sim/text"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                for (int from = 0; from < text.length(); from += 400)
                    pieces.add(text.substring(from, Math.min(text.length(), from + 400)));
            }
        }
        return pieces;
    }

    private static void measure(String what, double units, Runnable work) {
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long times = 0;
            long batch = 1;
            long start = cpu();
            // to ask for the processor time costs as much as a short piece of work, so it is asked for seldom
            while (cpu() - start < ROUND_NANOS) {
                for (long j = 0; j < batch; j++) work.run();
                times += batch;
                if (batch < 4096 && (cpu() - start) / times * batch < ROUND_NANOS / 20) batch *= 2;
            }
            if (i >= ROUNDS / 3) rounds.add((cpu() - start) / (times * units));
        }
        Report.line(what, Report.text("%,.0f ns", Report.quantile(rounds, 0.5)));
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
