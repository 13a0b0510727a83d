package dev.darm.house;

import dev.darm.branch.BadBranchProof;
import dev.darm.branch.BadSyncMessages;
import dev.darm.broadcast.BadBroadcasts;
import dev.darm.codec.Abused;
import dev.darm.codec.TestWire;
import dev.darm.ledger.BadLedgerBytes;
import dev.darm.ledger.BadPeerMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells the parts that hear other nodes, or read what others give, bad things of every kind. */
public final class BadInput {

    /** Of ten inputs so many are messages; the others are bytes of proofs, payloads and files. */
    private static final int MESSAGES_OF_TEN = 8;

    private BadInput() {}

    /** How many inputs were refused as bytes, and how many were read and told. */
    public record Count(long malformed, long heard) {

        private Count plus(boolean read) {
            return read ? new Count(malformed, heard + 1) : new Count(malformed + 1, heard);
        }
    }

    /**
     * Tells {@code inputs} bad things; the seed gives which. Gives the counts by who was told.
     *
     * @throws AssertionError where one has an effect
     * @throws Exception what escapes from a part
     */
    public static SortedMap<String, Count> run(long seed, long inputs) throws Exception {
        SortedMap<String, Count> counts = new TreeMap<>();
        try (TestWire wire = new TestWire()) {
            Random random = new Random(seed);
            List<Abused> hear = List.of(
                    BadPeerMessages.ofTheFirstVersion(wire),
                    BadPeerMessages.ofAPlainChain(wire),
                    BadPeerMessages.withTheFastPath(wire),
                    new BadSyncMessages(wire),
                    new BadBroadcasts(wire));
            List<Abused> read = new ArrayList<>(BadLedgerBytes.all());
            read.addAll(BadBranchProof.all());
            for (long i = 0; i < inputs; i++) {
                List<Abused> some = random.nextInt(10) < MESSAGES_OF_TEN ? hear : read;
                Abused one = some.get(random.nextInt(some.size()));
                Count before = counts.getOrDefault(one.name(), new Count(0, 0));
                counts.put(one.name(), before.plus(one.abuse(random)));
            }
            for (Abused one : hear) one.end();
        }
        return counts;
    }

    /** {@code inputs seed}: prints what became of them. */
    public static void main(String[] args) throws Exception {
        SortedMap<String, Count> counts = run(Long.parseLong(args[1]), Long.parseLong(args[0]));
        counts.forEach((name, count) ->
                System.out.printf("%s: %,d malformed, %,d heard%n", name, count.malformed, count.heard));
        System.out.printf(
                "%,d inputs: nothing escaped, nothing changed%n",
                counts.values().stream()
                        .mapToLong(count -> count.malformed + count.heard)
                        .sum());
    }
}
