package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.ChainRepair.Offered;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain on a disk that rots: refused with the exact height, and mended from peers that are not trusted. */
class ChainDamageTest {

    /** Two or three blocks a segment. */
    private static final SegmentLog.Options SMALL = new SegmentLog.Options(2048, 1);

    private static final PayloadRules ANY = (payload, validators) -> Optional.empty();
    private static final int HEIGHT = 9;

    @TempDir
    Path folder;

    private final List<CommittedBlock> blocks = new ArrayList<>();
    private FileDisk disk;

    @BeforeEach
    void write() throws IOException {
        disk = new FileDisk(folder);
        try (Chain chain = open()) {
            for (int i = 1; i <= HEIGHT; i++) {
                CommittedBlock block = FourValidators.committed(chain.tip(), "payload " + i);
                chain.append(block);
                blocks.add(block);
            }
        }
    }

    private Chain open() throws IOException {
        return Chain.open(Chain.log(disk, SMALL), GENESIS);
    }

    private ChainRepair.Report repair(ChainRepair.Peers peers) throws IOException {
        return ChainRepair.run(disk, SMALL, GENESIS, ANY, Optional.empty(), peers);
    }

    private List<Offered> honest(long height) {
        return height <= HEIGHT ? List.of(new Offered("honest", blocks.get((int) height - 1))) : List.of();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("chain"))) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
    }

    /** Flips a bit of the record {@code number}: of its stated length, its checksum, or in its middle. */
    private void rot(long number, String where) throws IOException {
        byte[] record = number == 0
                ? ChainMarker.of(GENESIS).bytes()
                : blocks.get((int) number - 1).bytes();
        for (Path file : segments()) {
            byte[] bytes = Files.readAllBytes(file);
            int at = indexOf(bytes, record);
            if (at < 0) continue;
            int victim =
                    switch (where) {
                        case "length" -> at - 5;
                        case "checksum" -> at - 1;
                        default -> at + record.length / 2;
                    };
            bytes[victim] ^= 4;
            Files.write(file, bytes);
            return;
        }
        throw new AssertionError("no record " + number);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++)
            if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) return at;
        return -1;
    }

    private void assertRefusedAt(long height) {
        assertThatThrownBy(this::open).asInstanceOf(type(UnusableChain.class)).satisfies(refusal -> {
            assertThat(refusal.height()).contains(height);
            assertThat(refusal).hasMessageStartingWith("the chain is damaged at height " + height + ": ");
            assertThat(refusal).hasMessageContaining("./darm chain repair");
        });
    }

    private void assertWhole() throws IOException {
        try (Chain chain = open()) {
            assertThat(chain.blocks(1, 100, 1 << 20)).isEqualTo(blocks);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aFlippedBitIsRefusedWithItsHeightAndMended(long height) throws IOException {
        rot(height, "middle");

        assertRefusedAt(height);
        ChainRepair.Report report = repair(this::honest);

        assertThat(report.fetched()).containsExactly(height);
        assertThat(report.height()).isEqualTo(HEIGHT);
        assertThat(report.beside()).containsExactly("chain.damaged");
        assertThat(folder.resolve("chain.damaged")).isDirectory();
        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "checksum"})
    void aRottenFrameIsRefusedWithItsHeightAndMended(String where) throws IOException {
        rot(5, where);

        assertRefusedAt(5);
        ChainRepair.Report report = repair(this::honest);

        assertThat(report.fetched()).contains(5L).doesNotContain(1L, 2L, 3L, 9L);
        assertWhole();
    }

    @Test
    void aRottenMarkerIsRefusedAndMendedFromTheGenesis() throws IOException {
        rot(0, "middle");

        assertThatThrownBy(this::open)
                .isInstanceOf(UnusableChain.class)
                .hasMessageStartingWith("the chain is damaged at its beginning: chain/")
                .hasMessageContaining("record 0");
        assertThat(repair(this::honest).fetched()).isEmpty();
        assertWhole();
    }

    @Test
    void aHeightMarkThatCannotBeReadIsRefusedAndMade() throws IOException {
        Path mark = folder.resolve("chain/mark");
        byte[] bytes = Files.readAllBytes(mark);
        bytes[20] ^= 1;
        bytes[4096 + 20] ^= 1;
        Files.write(mark, bytes);

        assertThatThrownBy(this::open)
                .isInstanceOf(UnusableChain.class)
                .hasMessageContaining("no readable height mark");
        assertThat(repair(this::honest).height()).isEqualTo(HEIGHT);
        assertWhole();
    }

    @Test
    void aLogCutShortIsRefusedWithTheFirstMissingHeightAndGrowsBack() throws IOException {
        Files.delete(segments().getLast());

        assertThatThrownBy(this::open).asInstanceOf(type(UnusableChain.class)).satisfies(refusal -> assertThat(
                        refusal.height())
                .hasValueSatisfying(height -> assertThat(height).isBetween(7L, 9L)));
        assertThat(repair(this::honest).fetched()).endsWith((long) HEIGHT);
        assertWhole();
    }

    @Test
    void aBlockThatAHandRewroteIsRefusedWithItsHeightAndMended() throws IOException {
        // checksums and height mark are right, so only the hash links and signatures tell
        Block lie = FourValidators.block(Tip.of(blocks.get(2).block().header()), "forged");
        try (SegmentLog forged = SegmentLog.open(disk, "forged", SMALL)) {
            forged.append(ChainMarker.of(GENESIS).bytes());
            for (CommittedBlock block : blocks)
                forged.append(
                        (block.height() == 4 ? new CommittedBlock(lie, FourValidators.certificate(lie, 0, 1)) : block)
                                .bytes());
            forged.sync();
        }
        disk.rename("chain", "original");
        disk.rename("forged", "chain");

        assertRefusedAt(5);
        assertThat(repair(this::honest).fetched()).containsExactly(4L);
        assertWhole();
    }

    @Test
    void noPeerIsTrusted() throws IOException {
        rot(3, "middle");
        Tip second = Tip.of(blocks.get(1).block().header());
        Block unsigned = FourValidators.block(second, "lie");
        CommittedBlock few = new CommittedBlock(unsigned, FourValidators.certificate(unsigned, 0, 1));

        assertThatThrownBy(() -> repair(height -> List.of(new Offered("liar", few), new Offered("old", blocks.get(1)))))
                .isInstanceOf(UnusableChain.class)
                .hasMessageStartingWith("the chain is damaged at height 3: none of the other nodes gave")
                .hasMessageContaining("height 3 of liar: ")
                .hasMessageContaining("height 3 of old: ");
        assertRefusedAt(3);
        assertThat(folder.resolve("chain.mending")).doesNotExist();

        ChainRepair.Report report =
                repair(height -> Stream.concat(Stream.of(new Offered("liar", few)), honest(height).stream())
                        .toList());
        assertThat(report.refused()).hasSize(1).first().asString().startsWith("height 3 of liar: ");
        assertWhole();
    }

    @Test
    void aSoundChainIsLeftAsItIs() throws IOException {
        ChainRepair.Report report = repair(height -> {
            throw new AssertionError("nobody is asked");
        });

        assertThat(report).isEqualTo(new ChainRepair.Report(HEIGHT, List.of(), List.of(), List.of()));
        assertThat(disk.list("")).containsExactly("chain");
    }

    @Test
    void anotherChainIsNotMended() throws IOException {
        rot(3, "middle");
        Genesis other = new Genesis("home", Instant.parse("2027-01-01T00:00:00Z"), FourValidators.SET);

        assertThatThrownBy(() -> ChainRepair.run(disk, SMALL, other, ANY, Optional.empty(), this::honest))
                .isInstanceOf(UnusableChain.class)
                .hasMessageContaining(other.hash().hex());
        assertThat(disk.list("")).containsExactly("chain");
    }

    @Test
    void whatWasReplacedBeforeIsKeptToo() throws IOException {
        rot(3, "middle");
        repair(this::honest);
        rot(4, "middle");

        assertThat(repair(this::honest).beside()).containsExactly("chain.damaged.2");
        assertThat(disk.list("")).containsExactly("chain", "chain.damaged", "chain.damaged.2");
        assertWhole();
    }

    @Test
    void aRepairInterruptedBeforeItsLastStepIsFinishedAndNotStartedOver() throws IOException {
        disk.createFolders("chain.mended");
        disk.rename("chain", "chain.mended/chain");

        assertThatThrownBy(this::open).hasMessageStartingWith("a repair of the chain was interrupted");
        assertThat(repair(height -> List.of()).height()).isEqualTo(HEIGHT);
        assertWhole();
    }

    /** The disk, which fails at the step {@code at} of those that change a folder, as when the power goes. */
    private Disk failingAt(int at) {
        int[] steps = new int[1];
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                    if (List.of("rename", "delete", "syncFolder", "createFolders")
                                    .contains(method.getName())
                            && steps[0]++ == at) throw new IOException("the power is gone");
                    try {
                        return method.invoke(disk, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aRepairThatIsCutOffAnywhereIsFinishedByTheNext() throws IOException {
        boolean whole = false;
        int cuts = 0;
        for (; !whole; cuts++) {
            rot(3, "middle");
            try {
                ChainRepair.run(failingAt(cuts), SMALL, GENESIS, ANY, Optional.empty(), this::honest);
                whole = true;
            } catch (IOException e) {
                assertThat(e).hasMessage("the power is gone");
            }
            repair(this::honest);
            assertWhole();
            assertThat(disk.exists("chain.mended")).isFalse();
            assertThat(disk.exists("chain.mending")).isFalse();
        }
        assertThat(cuts).isGreaterThan(8);
    }

    @Test
    void rangesAreInWords() {
        assertThat(new ChainRepair.Report(9, List.of(1L, 3L, 4L, 5L, 8L), List.of(), List.of()).ranges())
                .isEqualTo("1, 3–5, 8");
    }

    private ChainRepair.Report repairTrusting(long height, Hash hash) throws IOException {
        return ChainRepair.run(disk, SMALL, GENESIS, ANY, Optional.of(new TrustedBlock(height, hash)), this::honest);
    }

    @Test
    void aChainIsMendedThatLeadsThroughTheTrustedBlock() throws IOException {
        rot(5, "middle");

        assertThat(repairTrusting(7, blocks.get(6).block().hash()).fetched()).containsExactly(5L);
        assertWhole();
    }

    @Test
    void aChainIsNotMendedThatDoesNotLeadThroughTheTrustedBlock() throws IOException {
        rot(5, "middle");

        assertThatThrownBy(() -> repairTrusting(7, Hash.of("another")))
                .isInstanceOf(UnusableChain.class)
                .hasMessageContaining(
                        "height 7 has hash " + blocks.get(6).block().hash())
                .hasMessageContaining(Hash.of("another").hex());
        assertRefusedAt(5);
        assertThat(folder.resolve("chain.mending")).doesNotExist();
    }

    @Test
    void whatIsFetchedBelowATrustedBlockThatTheChainDoesNotReachIsNotTaken() throws IOException {
        Hash beyond = Hash.of("beyond");
        assertThat(repairTrusting(HEIGHT + 1, beyond).fetched()).isEmpty();
        rot(5, "middle");

        assertThatThrownBy(() -> repairTrusting(HEIGHT + 1, beyond))
                .isInstanceOf(UnusableChain.class)
                .hasMessageContaining("height 5")
                .hasMessageContaining("ove the folders chain and chain.abridged");
        assertRefusedAt(5);
    }
}
