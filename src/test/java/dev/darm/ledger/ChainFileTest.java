package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainFileTest {

    private static final Optional<ChainVerifier> VERIFIER =
            Optional.of(new ChainVerifier(GENESIS, (payload, validators) -> Optional.empty()));

    private final List<CommittedBlock> blocks = new ArrayList<>();

    /** Where each block's record ends in {@link #file}; entry 0 is where the first begins. */
    private final List<Integer> ends = new ArrayList<>();

    private byte[] file;

    @BeforeEach
    void write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ChainFile.Writer writer = new ChainFile.Writer(bytes, GENESIS, 1)) {
            Tip tip = GENESIS.tip();
            ends.add(bytes.size());
            for (int i = 1; i <= 5; i++) {
                CommittedBlock block = FourValidators.committed(tip, "payload " + i);
                writer.add(block);
                blocks.add(block);
                ends.add(bytes.size());
                tip = Tip.of(block.block().header());
            }
            writer.end();
        }
        file = bytes.toByteArray();
    }

    private static ChainState read(byte[] bytes, ChainState from, List<CommittedBlock> into) throws IOException {
        return ChainFile.read(new ByteArrayInputStream(bytes), from, VERIFIER, into::add);
    }

    private static UnusableChain refusal(byte[] bytes) {
        return catchThrowableOfType(UnusableChain.class, () -> read(bytes, ChainState.of(GENESIS), new ArrayList<>()));
    }

    @Test
    void whatWasWrittenIsReadAndVerified() throws IOException {
        List<CommittedBlock> found = new ArrayList<>();

        ChainState end = read(file, ChainState.of(GENESIS), found);

        assertThat(found).isEqualTo(blocks);
        assertThat(end.tip()).isEqualTo(Tip.of(blocks.getLast().block().header()));
    }

    @Test
    void itsBytesAreThoseOfTheOtherImplementation() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ChainFile.Writer writer = new ChainFile.Writer(bytes, GENESIS, 1)) {
            writer.add(FourValidators.committed(GENESIS.tip(), "hello", "world"));
            writer.end();
        }

        assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
                .isEqualTo(CanonicalBytesTest.golden().get("chain-file"));
    }

    @Test
    void aFileThatGoesOnIsReadBehindTheOneBefore() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ChainState five = read(file, ChainState.of(GENESIS), new ArrayList<>());
        CommittedBlock sixth = FourValidators.committed(five.tip(), "six");
        try (ChainFile.Writer writer = new ChainFile.Writer(bytes, GENESIS, 6)) {
            writer.add(sixth);
            writer.end();
        }

        assertThat(read(bytes.toByteArray(), five, new ArrayList<>()).height()).isEqualTo(6);
        assertThat(refusal(bytes.toByteArray())).hasMessage("the file starts at height 6, expected 1");
    }

    @Test
    void aFileCutAnywhereIsRefusedWithTheFirstHeightThatIsNotWhole() {
        for (int length = 0; length < file.length; length += length < ends.getFirst() ? 17 : 3) {
            UnusableChain refusal = refusal(Arrays.copyOf(file, length));
            long whole = 0;
            for (int i = 1; i < ends.size(); i++) if (ends.get(i) <= length) whole = i;

            assertThat(refusal).as("cut at %d", length).hasMessageStartingWith("the file is cut short");
            assertThat(refusal.height()).as("cut at %d", length).contains(whole + 1);
        }
    }

    @Test
    void aFlippedBitIsNeverTakenAndInABlockItsHeightIsNamed() {
        for (int at = 0; at < file.length; at += 11) {
            byte[] bad = file.clone();
            bad[at] ^= 16;
            UnusableChain refusal = refusal(bad);
            assertThat(refusal).as("bit of byte %d", at).isNotNull();
            for (int i = 1; i < ends.size(); i++)
                if (ends.get(i - 1) + 4 <= at && at < ends.get(i))
                    assertThat(refusal.height()).as("bit of byte %d", at).contains((long) i);
        }
    }

    @Test
    void anotherChainAndOtherFilesAreRefused() {
        Genesis other = new Genesis("home", Instant.parse("2027-01-01T00:00:00Z"), FourValidators.SET);

        assertThatThrownBy(() -> read(file, ChainState.of(other), new ArrayList<>()))
                .hasMessageContaining(GENESIS.hash().hex())
                .hasMessageContaining(other.hash().hex());
        assertThat(refusal("no chain at all".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageStartingWith("this is no file of a chain");
        assertThat(refusal(Arrays.copyOf(file, file.length + 1))).hasMessageStartingWith("bytes follow the end");
    }
}
