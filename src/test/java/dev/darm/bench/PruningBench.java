package dev.darm.bench;

import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Block;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.Chain;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Vote;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a chain takes on disk whole, and what of it stays when all but its last blocks are abridged. Four validators decide it,
 * of which three sign.
 */
final class PruningBench {

    private static final int KEEP = 100;
    private static final int FULL = 1_024;

    /** Bytes of an anchor: author, numbers, root and signature. */
    private static final int ANCHOR_BYTES = 146;

    private static final int CLAIM_BYTES = 250;

    private static final List<SigningKey> KEYS = LedgerBench.keys();
    private static final Genesis GENESIS = LedgerBench.genesis(KEYS, false);

    private PruningBench() {}

    /** How many blocks, MiB a segment, in which folder. */
    public static void main(String[] args) throws IOException {
        int blocks = Integer.parseInt(args[0]);
        SegmentLog.Options options = new SegmentLog.Options(Long.parseLong(args[1]) << 20, 1);
        Path parent = Path.of(args[2]);
        run(parent, options, blocks, "1,024 roots of 32 bytes", FULL, Payload.ANCHOR, Hash.LENGTH);
        run(parent, options, blocks, "1,024 anchors of 146 bytes", FULL, Payload.ANCHOR, ANCHOR_BYTES);
        run(parent, options, blocks, "one claim of 250 bytes", 1, Payload.CONSOLIDATION, CLAIM_BYTES);
        run(parent, options, blocks, "1,024 claims of 250 bytes", FULL, Payload.CONSOLIDATION, CLAIM_BYTES);
    }

    private static void run(
            Path parent, SegmentLog.Options options, int blocks, String what, int payloads, int kind, int bytes)
            throws IOException {
        System.out.printf("%n## %,d blocks, each of %s%n", blocks, what);
        try (Scratch scratch = Scratch.in(parent, "pruning-bench-")) {
            Disk disk = new FileDisk(scratch.folder());
            try (Chain chain = Chain.open(disk, options, GENESIS, 0, log -> {})) {
                grow(chain, blocks, payloads, kind, bytes);
            }
            long whole = size(scratch.folder());
            try (Chain chain = Chain.open(disk, options, GENESIS, KEEP, log -> {})) {
                // a few blocks at a time
                for (int done = 0; done < blocks; done++) chain.prune(KEEP, Long.MAX_VALUE);
                chain.block(blocks);
            }
            long pruned = size(scratch.folder());
            long old = size(scratch.folder().resolve("chain.abridged"));
            double abridged = old / (double) (blocks - KEEP);
            double each = whole / (double) blocks;
            Report.line("on disk: whole", Report.text("%,d B", whole));
            Report.line("on disk: pruned, and of it abridged blocks", Report.text("%,d B, %,d B", pruned, old));
            Report.line("a block: whole, abridged", Report.text("%,.0f B, %,.0f B", each, abridged));
            Report.line(
                    "a payload, with its share of the block: whole, abridged",
                    Report.text("%,.1f B, %,.1f B", each / payloads, abridged / payloads));
        }
    }

    private static void grow(Chain chain, int blocks, int payloads, int kind, int bytes) throws IOException {
        Random random = new Random(1);
        ChainState state = chain.state();
        for (int i = 0; i < blocks; i++) {
            List<Payload> content = new ArrayList<>(payloads);
            for (int each = 0; each < payloads; each++) {
                byte[] made = new byte[bytes];
                random.nextBytes(made);
                content.add(new Payload(kind, made));
            }
            Block block = state.propose(
                    KEYS.get(i % 4).publicKey(), state.tip().time().plusSeconds(1), i, content);
            List<Vote> votes = KEYS.stream()
                    .limit(3)
                    .map(key -> Vote.precommit(
                            GENESIS.chainId(),
                            block.height(),
                            0,
                            block.hash(),
                            block.header().time().plusSeconds(1),
                            key))
                    .toList();
            CommittedBlock committed = new CommittedBlock(
                    block, Certificate.of(block.height(), 0, block.hash(), votes, state.validators()));
            chain.append(committed);
            state = state.after(committed);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) size += Files.size(file);
            return size;
        }
    }
}
