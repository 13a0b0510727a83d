package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.StoredEvent;
import dev.darm.ledger.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ConsolidationBytesTest {

    private static final SigningKey KEY = Samples.key(7);
    private static final Disclosure DISCLOSURE = Samples.disclosure("Artery listens on port 25520.");
    private static final Nomination NOMINATION = Samples.nomination(KEY, "home-1", DISCLOSURE);
    private static final Ballot BALLOT =
            Ballot.sign("c1", NOMINATION.id(), Hash.ZERO, List.of(Samples.yes(DISCLOSURE, 9900)), KEY);
    private static final ConsolidationRecord RECORD = new ConsolidationRecord(
            NOMINATION, List.of(BALLOT), List.of(new ConsolidationRecord.Passed(0, 9900)), Samples.TIME);

    @Test
    void theBytesNeverChange() {
        Map<String, Canonical> values = Map.of(
                "item",
                NOMINATION.items().getFirst(),
                "nomination",
                NOMINATION,
                "body",
                DISCLOSURE.body(),
                "disclosure",
                DISCLOSURE,
                "ballot",
                BALLOT,
                "record",
                RECORD,
                "opened",
                new ConsolidatorEvent.NominationOpened(NOMINATION, List.of(DISCLOSURE)),
                "closed",
                new ConsolidatorEvent.NominationClosed(NOMINATION.id(), Optional.of(RECORD)),
                "settled",
                new ConsolidatorEvent.NominationSettled(NOMINATION.id(), true),
                "cast",
                cast());
        assertThat(values)
                .allSatisfy((name, value) ->
                        assertThat(value.hash().brief()).as(name).isEqualTo(GOLDEN.get(name)));
        assertThat(DISCLOSURE.commitment().brief()).isEqualTo(GOLDEN.get("commitment"));
        assertThat(NOMINATION.id().brief()).isEqualTo(GOLDEN.get("id"));
        assertThat(java.util.HexFormat.of()
                        .formatHex(NOMINATION.items().getFirst().bytes()))
                .isEqualTo("300101" + DISCLOSURE.commitment().hex() + "00001b58" + "00000000");
    }

    @Test
    void theKindsOfAContestHaveCodesOfTheirOwn() {
        Hash challenge = Hash.of("challenge");
        NominationItem evidence = new NominationItem(
                NominationItem.Kind.EVIDENCE, DISCLOSURE.commitment(), 7000, List.of(challenge, Hash.of("side")));
        NominationItem resolve =
                new NominationItem(NominationItem.Kind.RESOLVE, DISCLOSURE.commitment(), 10_000, List.of(challenge));

        assertThat(java.util.HexFormat.of().formatHex(evidence.bytes()))
                .isEqualTo("300104" + DISCLOSURE.commitment().hex() + "00001b58" + "00000002" + challenge.hex()
                        + Hash.of("side").hex());
        assertThat(java.util.HexFormat.of().formatHex(resolve.bytes()))
                .isEqualTo("300105" + DISCLOSURE.commitment().hex() + "00002710" + "00000001" + challenge.hex());
    }

    private static final Map<String, String> GOLDEN = Map.ofEntries(
            Map.entry("item", "c3c69d2076a0"),
            Map.entry("nomination", "789ee0cb8fdf"),
            Map.entry("body", "7e4c280726ec"),
            Map.entry("disclosure", "5bf8a50188cb"),
            Map.entry("ballot", "790959cc506e"),
            Map.entry("record", "6a8973cc65cd"),
            Map.entry("opened", "91ff88da4597"),
            Map.entry("closed", "8214a1bb2275"),
            Map.entry("settled", "4c6a737b8e0c"),
            Map.entry("cast", "2e2607ebcd0d"),
            Map.entry("commitment", "e7b6677c2426"),
            Map.entry("id", "117e0084b8c8"));

    private static ConsolidatorEvent.BallotCast cast() {
        return new ConsolidatorEvent.BallotCast(
                BALLOT, "home-1", 12, Samples.TIME, List.of(DISCLOSURE.body().claim()));
    }

    @Property(tries = 100)
    void everyValueRoundTripsAndEveryCutIsRefused(@ForAll long seed) {
        Random random = new Random(seed);
        List<Disclosure> disclosures = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) disclosures.add(Samples.random(random));
        Nomination nomination = new Nomination(
                "n" + random.nextInt(9),
                KEY.publicKey(),
                Instant.ofEpochMilli(random.nextLong(1L << 40)),
                random.nextInt(1000),
                items(disclosures, random));
        List<ItemVote> votes = disclosures.stream()
                .map(disclosure -> switch (random.nextInt(3)) {
                    case 0 -> Samples.yes(disclosure, 6000 + random.nextInt(4001));
                    case 1 -> ItemVote.no(ItemVote.Reason.LOW_SCORE, random.nextInt(6000));
                    default -> ItemVote.abstain(ItemVote.Reason.DUPLICATE);
                })
                .toList();
        Ballot ballot = Ballot.sign("c", nomination.id(), Hash.of("lineage"), votes, KEY);
        assertThat(ballot.verifies("c")).isTrue();
        assertThat(ballot.verifies("d")).isFalse();
        ConsolidationRecord record = new ConsolidationRecord(
                nomination, List.of(ballot), List.of(new ConsolidationRecord.Passed(0, 7000)), Samples.TIME);
        roundTrips(nomination, Nomination::read, random);
        roundTrips(disclosures.getFirst(), Disclosure::read, random);
        roundTrips(ballot, Ballot::read, random);
        roundTrips(record, ConsolidationRecord::read, random);
        assertThat(ConsolidationRecord.of(record.payload())).isEqualTo(record);
        ConsolidatorEvent.NominationOpened opened = new ConsolidatorEvent.NominationOpened(nomination, disclosures);
        ConsolidatorEvent.NominationClosed closed =
                new ConsolidatorEvent.NominationClosed(nomination.id(), Optional.of(record));
        List<ClaimBody> bodies = disclosures.stream().map(Disclosure::body).toList();
        for (StoredEvent event : List.of(
                opened,
                closed,
                cast(),
                new ConsolidatorEvent.NominationSettled(nomination.id(), false),
                new ConsolidatorEvent.RetractionsNoted(bodies),
                new ConsolidatorEvent.RetractionsDropped(List.of(nomination.id())),
                new ConsolidatorSnapshot(List.of(opened), List.of(closed), List.of(cast()), bodies))) {
            Function<ByteReader, ? extends StoredEvent> read = java.util.Objects.requireNonNull(
                    new ConsolidationStored().readers().get(event.manifest()));
            roundTrips(event, read, random);
        }
    }

    @Test
    void valuesOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> new Nomination("n", KEY.publicKey(), Samples.TIME, 0, List.of()))
                .hasMessageContaining("1 to 64 items");
        assertThatThrownBy(
                        () -> new NominationItem(NominationItem.Kind.WITHDRAW, DISCLOSURE.commitment(), 0, List.of()))
                .hasMessageContaining("1 to 1 targets");
        assertThatThrownBy(() ->
                        new NominationItem(NominationItem.Kind.PROMOTE, DISCLOSURE.commitment(), 10_001, List.of()))
                .hasMessageContaining("basis points");
        assertThatThrownBy(() -> new ItemVote(ItemVote.Reason.AGREED, 9000, List.of()))
                .hasMessageContaining("names its evidence");
    }

    @Test
    void aFullRecordOfALargeElectorateFitsInAPayload() {
        assertThat(ConsolidationRecord.itemsThatFit(4)).isEqualTo(64);
        assertThat(ConsolidationRecord.itemsThatFit(7)).isEqualTo(64);
        assertThat(ConsolidationRecord.itemsThatFit(50)).isBetween(10, 20);
    }

    private static List<NominationItem> items(List<Disclosure> disclosures, Random random) {
        return disclosures.stream()
                .map(disclosure -> switch (random.nextInt(5)) {
                    case 3 ->
                        new NominationItem(
                                NominationItem.Kind.EVIDENCE,
                                disclosure.commitment(),
                                random.nextInt(10_001),
                                List.of(Hash.of("challenge"), Hash.of("side")));
                    case 4 ->
                        new NominationItem(
                                NominationItem.Kind.RESOLVE,
                                disclosure.commitment(),
                                10_000,
                                List.of(Hash.of("challenge")));
                    case 0 ->
                        new NominationItem(
                                NominationItem.Kind.CHALLENGE,
                                disclosure.commitment(),
                                random.nextInt(10_001),
                                List.of(Hash.of("t1"), Hash.of("t2")));
                    case 1 ->
                        new NominationItem(
                                NominationItem.Kind.WITHDRAW,
                                disclosure.commitment(),
                                random.nextInt(10_001),
                                List.of(Hash.of("t1")));
                    default ->
                        new NominationItem(
                                NominationItem.Kind.PROMOTE,
                                disclosure.commitment(),
                                random.nextInt(10_001),
                                List.of());
                })
                .toList();
    }

    private static <T extends Canonical> void roundTrips(Canonical value, Function<ByteReader, T> read, Random random) {
        byte[] bytes = value.bytes();
        assertThat(ByteReader.readAll(bytes, read::apply)).isEqualTo(value);
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThatThrownBy(() -> ByteReader.readAll(cut, read::apply)).isInstanceOf(MalformedBytes.class);
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            assertThat(ByteReader.readAll(flipped, read::apply).bytes()).isEqualTo(flipped);
        } catch (MalformedBytes refused) {
            assertThat(refused).hasMessageContaining("offset");
        }
    }
}
