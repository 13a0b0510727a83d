package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.WITH_SECTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.SegmentLog;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain of which only the last blocks are whole: on a disk, and what it hands on. */
class AbridgedChainTest {

    private static final SegmentLog.Options SMALL = new SegmentLog.Options(4096, 1);
    private static final ChainVerifier VERIFIER = new ChainVerifier(WITH_SECTIONS, (payload, set) -> Optional.empty());
    private static final int HEIGHT = 100;
    private static final int KEEP = 20;

    /** Where delta leaves. */
    private static final int CHANGE = 7;

    @TempDir
    Path folder;

    private final List<CommittedBlock> blocks = new ArrayList<>();

    private Chain open(String name, long keep) throws IOException {
        return Chain.open(new FileDisk(folder.resolve(name)), SMALL, WITH_SECTIONS, keep, log -> {});
    }

    private static Payload of(int kind, int bytes, int fill) {
        byte[] content = new byte[bytes];
        java.util.Arrays.fill(content, (byte) fill);
        return new Payload(kind, content);
    }

    /** A claim and an anchor in each block, and a change of the validators. */
    private void grow(Chain chain, int to) throws IOException {
        for (ChainState state = chain.state(); state.height() < to; state = chain.state()) {
            int height = (int) state.height() + 1;
            List<Payload> payloads = new ArrayList<>(List.of(
                    new Payload(Payload.CONSOLIDATION, ("claim " + height).getBytes(StandardCharsets.UTF_8)),
                    of(Payload.ANCHOR, 300, height)));
            if (height == CHANGE)
                payloads.add(SeatChange.leave(state.validators(), "delta")
                        .approve(CHAIN, KEYS.get(3))
                        .payload());
            Block block = state.propose(
                    KEYS.getFirst().publicKey(), state.tip().time().plusSeconds(1), 7, payloads);
            List<Vote> votes = Stream.of(0, 1, 2)
                    .map(who -> FourValidators.precommit(who, block.height(), 0, block.hash()))
                    .toList();
            CommittedBlock committed = new CommittedBlock(
                    block, Certificate.of(block.height(), 0, block.hash(), votes, state.validators()));
            chain.append(committed);
            if (blocks.size() < height) blocks.add(committed);
        }
    }

    private Chain pruned() throws IOException {
        Chain chain = open("pruned", KEEP);
        for (int height = 1; height <= HEIGHT; height++) {
            grow(chain, height);
            chain.prune(KEEP, Long.MAX_VALUE);
        }
        return chain;
    }

    @Test
    void oldBlocksAreAbridgedAndTheRestIsWhole() throws IOException {
        try (Chain chain = pruned()) {
            assertThat(chain.oldest()).isBetween(HEIGHT - KEEP - 20L, HEIGHT - KEEP + 1L);
            assertThat(chain.blocks(chain.oldest(), 1000, 1 << 20))
                    .isEqualTo(blocks.subList((int) chain.oldest() - 1, HEIGHT));
            assertThat(chain.blocks(1, 10, 1 << 20)).isEmpty();
            assertThatThrownBy(() -> chain.block(1)).isInstanceOf(IndexOutOfBoundsException.class);
            for (int height = 1; height <= HEIGHT; height++) {
                List<Payload> whole = blocks.get(height - 1).block().payloads();
                assertThat(chain.content(height).header())
                        .isEqualTo(blocks.get(height - 1).block().header());
                assertThat(chain.content(height).payloads())
                        .isEqualTo(
                                height >= chain.oldest()
                                        ? whole
                                        : whole.stream()
                                                .filter(payload -> payload.kind() != Payload.ANCHOR)
                                                .toList());
            }
        }
    }

    @Test
    void aPrunedChainOpenedAgainIsTheSameAndGoesOn() throws IOException {
        ChainState before;
        try (Chain chain = pruned()) {
            before = chain.state();
        }
        try (Chain again = open("pruned", KEEP)) {
            assertThat(again.state()).isEqualTo(before);
            assertThat(again.state().validators().find("delta")).isEmpty();
            assertThat(again.validators(3)).isEqualTo(FourValidators.SET);
            grow(again, HEIGHT + 1);
            assertThat(again.height()).isEqualTo(HEIGHT + 1);
        }
    }

    @Test
    void proofsOfWhatIsWholeLeadBackToTheGenesis() throws IOException {
        try (Chain chain = pruned()) {
            LedgerProof proof = chain.prove(HEIGHT, 0);

            assertThat(proof.handovers()).hasSize(1);
            assertThat(proof.refusal(WITH_SECTIONS)).isEmpty();
            assertThat(chain.holds(HEIGHT, 0)).isTrue();
            assertThat(chain.holds(3, 0)).isFalse();
            assertThat(chain.light(HEIGHT)).isPresent();
            assertThat(chain.light(CHANGE)).isPresent();
            assertThat(chain.light(CHANGE + 1)).isEmpty();
        }
    }

    @Test
    void itsRunsAreTheSnapshotFromWhichAnotherChainStarts() throws IOException {
        try (Chain chain = pruned();
                Chain other = open("other", KEEP)) {
            ChainState state = ChainState.of(WITH_SECTIONS);
            int runs = 0;
            while (state.height() + 1 < chain.oldest()) {
                List<AbridgedBlock> run = sent(chain.run(state.height() + 1, 1 << 12));
                ChainVerifier.Followed followed = VERIFIER.follow(state, run);
                assertThat(followed.refusal()).isEmpty();
                other.follow(run);
                state = followed.state();
                runs++;
                assertThat(other.state()).isEqualTo(state);
            }
            assertThat(runs).isGreaterThan(1);
            for (CommittedBlock block : chain.blocks(state.height() + 1, 1000, 1 << 20)) other.append(block);
            assertThat(other.state()).isEqualTo(chain.state());
        }
        try (Chain again = open("other", KEEP)) {
            assertThat(again.height()).isEqualTo(HEIGHT);
            assertThat(again.content(3).payloads()).hasSize(1);
        }
    }

    private static List<AbridgedBlock> sent(List<AbridgedBlock> run) {
        return run.stream()
                .map(block -> ByteReader.readAll(block.bytes(), AbridgedBlock::read))
                .toList();
    }

    @Test
    void aChainThatIsHalfWayIsAbridgedBeforeItFollows() throws IOException {
        try (Chain chain = pruned();
                Chain other = open("other", KEEP)) {
            for (CommittedBlock block : blocks.subList(0, 30)) other.append(block);
            other.follow(chain.run(31, 1));

            assertThat(other.height()).isGreaterThan(31);
            assertThat(other.content(30).header())
                    .isEqualTo(blocks.get(29).block().header());
            assertThatThrownBy(() -> other.follow(chain.run(31, 1))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nothingThatMattersCanBeLeftOutOrPutIn() throws IOException {
        AbridgedBlock good = AbridgedBlock.of(blocksOf(1).getFirst(), true);
        ChainState genesis = ChainState.of(WITH_SECTIONS);
        AbridgedBlock.Entry claim = good.entries().getFirst();
        AbridgedBlock.Entry anchor = good.entries().getLast();

        assertThat(VERIFIER.follow(genesis, List.of(good)).refusal()).isEmpty();
        assertThatThrownBy(() -> new AbridgedBlock(
                        good.header(),
                        List.of(new AbridgedBlock.Entry(claim.section(), claim.hash(), Optional.empty()), anchor),
                        good.certificate()))
                .hasMessage("a payload of section CLAIMS is left out");
        // a claim that passes for an anchor is in no root
        AbridgedBlock hidden = new AbridgedBlock(
                good.header(),
                List.of(new AbridgedBlock.Entry(Section.ANCHORS, claim.hash(), Optional.empty()), anchor),
                good.certificate());
        AbridgedBlock fewer = new AbridgedBlock(good.header(), List.of(claim), good.certificate());
        Payload lie = new Payload(Payload.CONSOLIDATION, new byte[] {1});
        AbridgedBlock other = new AbridgedBlock(
                good.header(),
                List.of(new AbridgedBlock.Entry(Section.CLAIMS, lie.hash(), Optional.of(lie)), anchor),
                good.certificate());
        for (AbridgedBlock bad : List.of(hidden, fewer, other))
            assertThat(VERIFIER.follow(genesis, List.of(bad)).refusal())
                    .hasValueSatisfying(why -> assertThat(why).startsWith("the payload roots are"));
    }

    @Test
    void aRunIsTakenAsAWholeOrNotAtAll() throws IOException {
        List<CommittedBlock> whole = blocksOf(9);
        ChainState genesis = ChainState.of(WITH_SECTIONS);
        List<AbridgedBlock> run = new ArrayList<>();
        for (CommittedBlock block : whole) run.add(AbridgedBlock.of(block, block.height() == 9));
        CommittedBlock change = whole.get(CHANGE - 1);

        assertThat(VERIFIER.follow(genesis, run).refusal()).isEmpty();
        assertThat(VERIFIER.follow(genesis, run.subList(0, 5)).refusal())
                .contains("the run ends at height 5 without a certificate");
        assertThat(VERIFIER.follow(genesis, run.subList(1, 9)).refusal()).contains("the height is 2, expected 1");
        assertThatThrownBy(() -> new AbridgedBlock(
                        change.block().header(), run.get(CHANGE - 1).entries(), Optional.empty()))
                .hasMessageStartingWith("a block that changes the validators");
        Certificate few = Certificate.of(
                9,
                0,
                whole.get(8).block().hash(),
                List.of(FourValidators.precommit(0, 9, 0, whole.get(8).block().hash())),
                FourValidators.SET);
        run.set(8, new AbridgedBlock(run.get(8).header(), run.get(8).entries(), Optional.of(few)));
        ChainVerifier.Followed refused = VERIFIER.follow(genesis, run);
        assertThat(refused.refusal()).isPresent();
        assertThat(refused.state()).isEqualTo(genesis);
    }

    private List<CommittedBlock> blocksOf(int height) throws IOException {
        try (Chain chain = open("whole", 0)) {
            grow(chain, height);
        }
        return blocks;
    }

    @Test
    void aFlippedBitOfAnAbridgedBlockIsRefusedWithItsHeight() throws IOException {
        pruned().close();
        rotThird();

        assertThatThrownBy(() -> open("pruned", KEEP))
                .isInstanceOf(UnusableChain.class)
                .hasMessageStartingWith("the chain is damaged at height 3: chain.abridged/");
    }

    @Test
    void damageOfBothLogsIsMendedFromAnArchive() throws IOException {
        ChainState before;
        long oldest;
        try (Chain chain = pruned()) {
            before = chain.state();
            oldest = chain.oldest();
        }
        rotThird();
        try (Stream<Path> files = Files.list(folder.resolve("pruned/chain"))) {
            Files.delete(files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted(java.util.Comparator.reverseOrder())
                    .findFirst()
                    .orElseThrow());
        }
        FileDisk disk = new FileDisk(folder.resolve("pruned"));

        ChainRepair.Report report = ChainRepair.run(
                disk,
                SMALL,
                WITH_SECTIONS,
                (payload, set) -> Optional.empty(),
                Optional.empty(),
                height -> List.of(new ChainRepair.Offered("archive", blocks.get((int) height - 1))));

        assertThat(report.height()).isEqualTo(HEIGHT);
        assertThat(report.fetched()).contains(3L, (long) HEIGHT).doesNotContain(4L, oldest);
        assertThat(report.beside()).containsExactly("chain.damaged", "chain.abridged.damaged");
        try (Chain chain = open("pruned", KEEP)) {
            assertThat(chain.state()).isEqualTo(before);
            assertThat(chain.oldest()).isEqualTo(oldest);
            assertThat(chain.content(3).payloads()).hasSize(1);
        }
    }

    private void rotThird() throws IOException {
        Path file = folder.resolve("pruned/chain.abridged/00000000000000000000.seg");
        byte[] bytes = Files.readAllBytes(file);
        byte[] third = blocks.get(2).block().header().bytes();
        int at = 0;
        while (!java.util.Arrays.equals(bytes, at, at + third.length, third, 0, third.length)) at++;
        bytes[at + 50] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void abridgedBytesAreSmallerAndRoundTrip() throws IOException {
        List<CommittedBlock> whole = blocksOf(3);
        int before = 0;
        int after = 0;
        for (CommittedBlock block : whole) {
            AbridgedBlock abridged = AbridgedBlock.of(block, false);
            assertThat(ByteReader.readAll(abridged.bytes(), AbridgedBlock::read))
                    .isEqualTo(abridged);
            before += block.bytes().length;
            after += abridged.bytes().length;
        }
        // each lost its certificate of three (about 330 bytes) and an anchor of 300, of which the hash stays
        assertThat(before - after).isBetween(3 * 550, 3 * 700);
        byte[] cut =
                java.util.Arrays.copyOf(AbridgedBlock.of(whole.getFirst(), true).bytes(), 100);
        assertThatThrownBy(() -> ByteReader.readAll(cut, AbridgedBlock::read)).isInstanceOf(MalformedBytes.class);
    }
}
