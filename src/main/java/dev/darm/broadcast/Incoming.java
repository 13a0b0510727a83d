package dev.darm.broadcast;

import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An item that was heard of, is being put together, or waits for its owner's verdict. */
final class Incoming {

    /** Holders that are remembered. */
    private static final int MAX_HOLDERS = 8;

    /** Each holder is asked so often before the item is given up. */
    private static final int ASKED_EACH = 3;

    private static final byte[] MISSING = new byte[0];

    final Hash id;
    final Kind kind;

    /** Of whom it was first heard. */
    final String broughtBy;

    /** Whether it was first heard of by an announcement. */
    final boolean announced;

    /** When the next holder is asked, or nobody waits for the verdict any longer. */
    Instant due;

    private final LinkedHashSet<String> holders = new LinkedHashSet<>();
    private Optional<Manifest> manifest = Optional.empty();
    private List<String> below = List.of();
    private final List<byte[]> chunks = new ArrayList<>();
    private int missing;
    private @Nullable String asked;
    private int asksSinceProgress;
    private int windowEnd;
    private boolean judging;

    Incoming(Hash id, Kind kind, String broughtBy, boolean announced, Instant due) {
        this.id = id;
        this.kind = kind;
        this.broughtBy = broughtBy;
        this.announced = announced;
        this.due = due;
    }

    void heldBy(String peer) {
        if (holders.size() < MAX_HOLDERS) holders.add(peer);
    }

    /** Who says that it has the item. */
    List<String> holders() {
        return List.copyOf(holders);
    }

    /** {@code peer} has it no longer, or is not believed. Says whether it was being asked. */
    boolean notHeldBy(String peer) {
        holders.remove(peer);
        return peer.equals(asked);
    }

    /** Keeps those of the holders that can be reached. Says whether who is asked is not among them. */
    boolean retain(Collection<String> reachable) {
        holders.retainAll(reachable);
        return asked != null && !holders.contains(asked);
    }

    boolean isGivenUp() {
        return !judging && (holders.isEmpty() || asksSinceProgress >= ASKED_EACH * holders.size());
    }

    /** Learns what the item consists of. */
    void describe(Manifest item) {
        manifest = Optional.of(item);
        missing = item.chunks().size();
        for (int i = 0; i < missing; i++) chunks.add(MISSING);
    }

    Optional<Manifest> manifest() {
        return manifest;
    }

    /** Bytes of room that it takes. */
    long reserved() {
        return manifest.map(Manifest::length).orElse(0L);
    }

    /** Whom to serve once it is taken; of several requests the first counts. */
    void serve(List<String> members) {
        if (below.isEmpty()) below = members;
    }

    List<String> below() {
        return below;
    }

    boolean lacks(int chunk) {
        return !judging && chunk < chunks.size() && chunks.get(chunk) == MISSING;
    }

    void put(int chunk, byte[] bytes) {
        if (!lacks(chunk)) return;
        chunks.set(chunk, bytes);
        missing--;
        asksSinceProgress = 0;
    }

    boolean isComplete() {
        return manifest.isPresent() && missing == 0;
    }

    /** The first chunk to ask for; empty when it is not known what the item consists of. */
    OptionalInt firstMissing() {
        for (int i = 0; i < chunks.size(); i++) if (lacks(i)) return OptionalInt.of(i);
        return OptionalInt.empty();
    }

    /** Whether all came that was asked for last. */
    boolean wantsMore() {
        return firstMissing().orElse(0) >= windowEnd;
    }

    boolean isAsked() {
        return asked != null;
    }

    /** The holder to ask next, in turn. */
    Optional<String> next() {
        List<String> all = holders();
        if (all.isEmpty()) return Optional.empty();
        int at = asked == null ? -1 : all.indexOf(asked);
        return Optional.of(all.get((at + 1) % all.size()));
    }

    void asks(String holder, int end, Instant until) {
        asked = holder;
        asksSinceProgress++;
        windowEnd = end;
        due = until;
    }

    /** Waits for its verdict until {@code until}. */
    byte[] complete(Instant until) {
        judging = true;
        due = until;
        Manifest item = manifest.orElseThrow();
        byte[] bytes = new byte[(int) item.length()];
        for (int i = 0; i < chunks.size(); i++) System.arraycopy(chunks.get(i), 0, bytes, item.offset(i), item.size(i));
        return bytes;
    }

    boolean isJudging() {
        return judging;
    }

    /** Its chunks, in their order. */
    List<byte[]> chunks() {
        return chunks;
    }
}
