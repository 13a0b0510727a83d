package dev.darm.branch;

import dev.darm.ledger.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies signed records, checking the signature of a batch and the order of a key once; both memories are bounded. */
public final class Verifier {

    private static final int MEMORY = 4096;

    private final Map<BatchSeal, Boolean> seals = bounded();
    private final Map<PublicKey, PublicKey> keys = bounded();
    private @Nullable BatchSeal last;
    private boolean lastRight;
    private long checked;

    /** Whether {@code signed} is by its author. */
    public boolean verifies(SignedRecord signed) {
        if (!signed.isInBatch()) return false;
        // mostly those of a batch come together
        if (signed.seal() == last) return lastRight;
        boolean right = verifies(signed.seal());
        last = signed.seal();
        lastRight = right;
        return right;
    }

    private boolean verifies(BatchSeal seal) {
        Boolean known = seals.get(seal);
        if (known != null) return known;
        PublicKey author = keys.computeIfAbsent(seal.author(), key -> key);
        checked++;
        boolean right = seal.verifies(author);
        seals.put(seal, right);
        return right;
    }

    /** How many signatures were checked. */
    public long checked() {
        return checked;
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MEMORY;
            }
        };
    }
}
