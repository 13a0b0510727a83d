package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.StoredEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StmBytesTest {

    @Property(tries = 200)
    void everyEventReadsBackToTheSameBytesAndNoPartOfItReadsAtAll(@ForAll("events") StoredEvent event) {
        Function<ByteReader, ? extends StoredEvent> reader =
                new MemoryStored().readers().get(event.manifest());
        assertThat(reader).isNotNull();
        byte[] bytes = event.bytes();

        assertThat(ByteReader.readAll(bytes, reader).bytes()).isEqualTo(bytes);
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
        assertThatThrownBy(() -> ByteReader.readAll(cut, reader)).isInstanceOf(MalformedBytes.class);
    }

    @Provide
    Arbitrary<StoredEvent> events() {
        Arbitrary<Hash> hashes = Arbitraries.strings().ofMaxLength(5).map(Hash::of);
        Arbitrary<Double> fractions = Arbitraries.doubles().between(0, 1);
        Arbitrary<Instant> times =
                Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
        Arbitrary<Long> clocks = Arbitraries.longs().between(0, 1L << 40);
        Arbitrary<Integer> counts = Arbitraries.integers().between(0, 100);
        Arbitrary<List<SourceRef>> sources = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), counts, hashes)
                .as(SourceRef::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        Arbitrary<Claim> claims = Arbitraries.strings()
                .withCharRange('a', 'ż')
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(text -> !text.isBlank())
                .map(text -> new Claim(
                        text, text.length() % 2 == 0 ? Optional.of(new Triple("s", "r", text)) : Optional.empty()));
        Arbitrary<StmEntry> entries = Combinators.combine(
                        claims,
                        fractions,
                        sources,
                        Arbitraries.of(StmEntry.State.PENDING, StmEntry.State.REJECTED),
                        times,
                        clocks,
                        counts,
                        hashes.list().ofMaxSize(2))
                .as((claim, part, refs, state, at, clock, count, others) -> new StmEntry(
                        claim.id(),
                        claim,
                        "h › i",
                        new Embedding(
                                count % 2 == 0 ? "ngram-2/0" : "ngram-2/1",
                                new float[] {(float) part.doubleValue(), -0.5f}),
                        part,
                        1 - part,
                        part,
                        refs,
                        refs,
                        new Validation(part, 1, 0),
                        state,
                        at,
                        clock,
                        clock + 5,
                        at,
                        count,
                        count,
                        others));
        Arbitrary<StoredEvent> reinforced = Combinators.combine(
                        hashes,
                        fractions,
                        sources,
                        clocks,
                        counts,
                        hashes.list().ofMaxSize(2))
                .as((id, part, refs, clock, count, others) ->
                        new StmReinforced(id, part, part, refs, List.of(), clock, count, others));
        Arbitrary<StoredEvent> marked = Combinators.combine(
                        hashes.list().ofMaxSize(3), Arbitraries.of(StmEntry.State.values()), times)
                .as(StmMarked::new);
        Arbitrary<StoredEvent> forgotten = Combinators.combine(
                        hashes.list().ofMaxSize(3), Arbitraries.of(StmForgotten.Reason.values()))
                .as(StmForgotten::new);
        Arbitrary<StoredEvent> snapshots = Combinators.combine(
                        clocks, entries.list().ofMaxSize(3), hashes)
                .as((clock, held, id) ->
                        new StmSnapshot(clock, held, List.of(new StmSnapshot.Archived(id, List.of("a.md", "b.md")))));
        return Arbitraries.oneOf(
                entries.map(StmRemembered::new), reinforced, marked, forgotten, clocks.map(StmClock::new), snapshots);
    }

    @Test
    void aStoredEntryHasTheseBytes() {
        Claim claim = Claim.of("x");
        StmEntry entry = new StmEntry(
                claim.id(),
                claim,
                "h",
                Embedding.unnamed(new float[] {1}),
                1,
                0,
                0.5,
                List.of(new SourceRef("u", 2, Hash.ZERO)),
                List.of(),
                new Validation(1, 1, 0.5),
                StmEntry.State.VOTING,
                Instant.ofEpochMilli(3),
                4,
                5,
                Instant.ofEpochMilli(6),
                7,
                8,
                List.of());

        assertThat(HexFormat.of().formatHex(new StmRemembered(entry).bytes()))
                .isEqualTo("2901" + "2801" + "2101" + "0000000178" + "00" + "0000000168" + "00000001" + "3f800000"
                        + "3ff0000000000000" + "0000000000000000" + "3fe0000000000000"
                        + "00000001" + "0000000175" + "00000002" + "00".repeat(32)
                        + "00000000"
                        + "3ff0000000000000" + "3ff0000000000000" + "3fe0000000000000"
                        + "00" + "0000000000000003" + "0000000000000004" + "0000000000000005" + "0000000000000006"
                        + "00000007" + "00000008" + "00000000");
    }

    @Test
    void anEntryWhoseVectorNamesItsEncoderHasTheseBytesAndOneWithoutANameIsOfVersionZero() {
        String before = "2101" + "0000000178" + "00" + "0000000168";
        String vector = "00000001" + "3f800000";
        String after = "3ff0000000000000" + "0000000000000000" + "3fe0000000000000" + "00000001" + "0000000175"
                + "00000002" + "00".repeat(32) + "00000000" + "3ff0000000000000" + "3ff0000000000000"
                + "3fe0000000000000" + "00" + "0000000000000003" + "0000000000000004" + "0000000000000005"
                + "0000000000000006" + "00000007" + "00000008" + "00000000";
        byte[] named = HexFormat.of().parseHex("2802" + before + "00000009" + "6e6772616d2d312f31" + vector + after);
        byte[] unnamed = HexFormat.of().parseHex("2801" + before + vector + after);

        assertThat(ByteReader.readAll(named, StmEntry::read).embedding().encoder())
                .isEqualTo("ngram-1/1");
        assertThat(ByteReader.readAll(unnamed, StmEntry::read).embedding().encoder())
                .isEqualTo("ngram-1/0");
        assertThat(ByteReader.readAll(named, StmEntry::read).bytes()).isEqualTo(named);
        assertThat(ByteReader.readAll(unnamed, StmEntry::read).bytes()).isEqualTo(unnamed);

        byte[] twice = HexFormat.of().parseHex("2802" + before + "00000009" + "6e6772616d2d312f30" + vector + after);
        assertThatThrownBy(() -> ByteReader.readAll(twice, StmEntry::read)).isInstanceOf(MalformedBytes.class);
    }

    @Test
    void theOtherEventsHaveTheseBytes() {
        String zero = "00".repeat(32);
        assertThat(hex(new StmReinforced(Hash.ZERO, 1, 0.5, List.of(), List.of(), 2, 3, List.of())))
                .isEqualTo("2401" + zero + "3ff0000000000000" + "3fe0000000000000" + "00000000" + "00000000"
                        + "0000000000000002" + "00000003" + "00000000");
        assertThat(hex(new StmMarked(List.of(Hash.ZERO), StmEntry.State.REJECTED, Instant.ofEpochMilli(1))))
                .isEqualTo("2b01" + "00000001" + zero + "03" + "0000000000000001");
        assertThat(hex(new StmForgotten(List.of(Hash.ZERO), StmForgotten.Reason.WITHDRAWN)))
                .isEqualTo("2c01" + "00000001" + zero + "02");
        assertThat(hex(new StmClock(258))).isEqualTo("2d01" + "0000000000000102");
        assertThat(hex(new StmSnapshot(1, List.of(), List.of(new StmSnapshot.Archived(Hash.ZERO, List.of("u"))))))
                .isEqualTo("2e01" + "0000000000000001" + "00000000" + "00000001" + zero + "00000001" + "0000000175");
    }

    @Test
    void aFractionBeyondOneAndAnUnknownStateAreRefused() {
        byte[] entry = HexFormat.of().parseHex("2b01" + "00000000" + "09" + "0000000000000001");
        assertThatThrownBy(() -> ByteReader.readAll(entry, StmMarked::read))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining("number 9");
        byte[] fraction = HexFormat.of().parseHex("4000000000000000".repeat(3));
        assertThatThrownBy(() -> ByteReader.readAll(fraction, Validation::read))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining("0 to 1");
    }

    private static String hex(StoredEvent event) {
        return HexFormat.of().formatHex(event.bytes());
    }
}
