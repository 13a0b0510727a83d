package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A batch of claims that one head asks the electorate to judge (Algorithm 12), in the form that may stand in a block.
 *
 * @param proposer the node's name
 * @param key its key, enrolled under that name
 * @param time when it was made, by the proposer's clock
 * @param height the chain height that the proposer had applied; a record of this nomination has no effect in a block more
 *     than {@code darm.consolidation.ballot-window} blocks above it
 * @param items 1 to {@link #MAX_ITEMS}, with different commitments
 */
public record Nomination(String proposer, PublicKey key, Instant time, long height, List<NominationItem> items)
        implements Canonical {

    public static final int MAX_ITEMS = 64;
    public static final int MAX_NAME_CHARS = 128;

    private static final byte[] DOMAIN = "darm-nomination-1\n".getBytes(StandardCharsets.UTF_8);
    private static final int KIND = 0x31;
    private static final int VERSION = 1;

    public Nomination {
        items = List.copyOf(items);
        if (proposer.isBlank() || proposer.length() > MAX_NAME_CHARS)
            throw new IllegalArgumentException("a proposer's name has 1 to " + MAX_NAME_CHARS + " characters");
        if (height < 0) throw new IllegalArgumentException("a chain height is not negative: " + height);
        if (items.isEmpty() || items.size() > MAX_ITEMS)
            throw new IllegalArgumentException("a nomination has 1 to " + MAX_ITEMS + " items, not " + items.size());
        Set<Hash> commitments = new HashSet<>();
        for (NominationItem item : items)
            if (!commitments.add(item.commitment()))
                throw new IllegalArgumentException("commitment nominated twice: " + item.commitment());
    }

    public static Nomination read(ByteReader from) {
        from.expect("nomination", KIND, VERSION);
        return from.valid(() -> new Nomination(
                from.text(), PublicKey.read(from), from.instant(), from.i64(), from.list(NominationItem::read)));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(proposer);
        key.write(to);
        to.instant(time).i64(height).list(items);
    }

    /** What ballots name: a hash of the whole nomination, text included by way of the commitments. */
    public Hash id() {
        return Hash.of(DOMAIN, bytes());
    }
}
