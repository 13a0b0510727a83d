package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.knowledge.CommitStages;
import dev.darm.knowledge.Contradiction;
import dev.darm.knowledge.KnowledgeSettings;
import dev.darm.ledger.SigningKey;
import dev.darm.memory.Claim;
import dev.darm.memory.Memories;
import dev.darm.memory.SourceRef;
import dev.darm.memory.Triple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Values for tests, the same each time. */
final class Samples {

    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    /** As configured by default. */
    static final Contradiction CONTRADICTION =
            KnowledgeSettings.of(Memories.darm("knowledge")).contradiction();

    private Samples() {}

    /** The rules of the seed, with this window. */
    static MemoryRules rules(long ballotWindow) {
        return rules(ballotWindow, new Growth(5_000, 200));
    }

    static MemoryRules rules(long ballotWindow, Growth growth) {
        return new MemoryRules(
                ballotWindow, 10, Duration.ofDays(7), new CommitStages(6000, 3500), growth, CONTRADICTION);
    }

    static SigningKey key(int number) {
        byte[] secret = new byte[SigningKey.LENGTH];
        Arrays.fill(secret, (byte) number);
        return SigningKey.ofSecret(secret);
    }

    static ClaimBody body(String text) {
        return new ClaimBody(
                Claim.of(text), List.of(new SourceRef("docs/a.md", 3, Hash.of("passage"))), "Ports › Defaults");
    }

    static Disclosure disclosure(String text) {
        return new Disclosure(Hash.of("salt of " + text), body(text));
    }

    static Nomination nomination(SigningKey key, String name, Disclosure... disclosures) {
        List<NominationItem> items = new ArrayList<>();
        for (Disclosure disclosure : disclosures)
            items.add(new NominationItem(NominationItem.Kind.PROMOTE, disclosure.commitment(), 7000, List.of()));
        return new Nomination(name, key.publicKey(), TIME, 12, items);
    }

    static ItemVote yes(Disclosure disclosure, int score) {
        return ItemVote.yes(
                score,
                disclosure.body().sources().stream()
                        .map(source -> Evidence.of(disclosure, source))
                        .toList());
    }

    static ConsolidatorEvent readEvent(byte[] stored) {
        ByteReader reader = new ByteReader(stored);
        String manifest = reader.text();
        byte[] bytes = reader.bytes();
        reader.end();
        return (ConsolidatorEvent) ByteReader.readAll(
                bytes,
                Objects.requireNonNull(new ConsolidationStored().readers().get(manifest), manifest)::apply);
    }

    static Disclosure random(Random random) {
        Claim claim = random.nextBoolean()
                ? Claim.of("claim " + random.nextInt())
                : Claim.of(new Triple("s" + random.nextInt(), "is", "o" + random.nextInt()));
        List<SourceRef> sources = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(ClaimBody.MAX_SOURCES); i++)
            sources.add(new SourceRef("u" + i, random.nextInt(100), Hash.of("p" + random.nextInt())));
        return new Disclosure(Hash.of("s" + random.nextInt()), new ClaimBody(claim, sources, "h" + random.nextInt(9)));
    }
}
