package dev.darm.branch;

import dev.darm.branch.BranchCore.Said;
import dev.darm.branch.BranchCore.Timer;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import dev.darm.world.Disk;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** {@link BranchCore} with its logs on a disk, driven as its actor drives it: what is to be persisted is synced at once. */
final class CoreNode {

    private static final String SEALED = "sealed-";

    /** What becomes of what the core says. */
    interface Ears {
        void peer(String to, SyncMessage message);

        void answer(long ticket, Said said);

        void said(Said said);
    }

    /** What its nodes have in common. */
    record Fleet(String chainId, SortedSet<String> names, SegmentLog.Options logs, BranchSettings settings) {}

    /** A key, and those that the node had before. */
    record Keys(SigningKey now, Set<PublicKey> former) {

        static Keys of(SigningKey key) {
            return new Keys(key, Set.of());
        }

        boolean hold(PublicKey key) {
            return key.equals(now.publicKey()) || former.contains(key);
        }
    }

    final BranchCore core;
    private final OpenLog log;
    private final Ears ears;

    CoreNode(String name, Keys keys, Fleet fleet, Disk disk, Ears ears) throws IOException {
        this.ears = ears;
        log = new OpenLog(SegmentLog.open(disk, "open", fleet.logs()));
        core = new BranchCore(
                new BranchCore.Ground(
                        name,
                        keys.now(),
                        fleet.chainId(),
                        fleet.names(),
                        author -> true,
                        keys::hold,
                        branch -> SegmentLog.open(disk, SEALED + branch.replace('/', '+'), fleet.logs()),
                        SegmentLog.open(disk, "anchors", fleet.logs())),
                fleet.settings(),
                disk.list("").stream()
                        .filter(folder -> folder.startsWith(SEALED))
                        .map(folder -> folder.substring(SEALED.length()).replace('+', '/'))
                        .toList());
        log.replay(core::recover);
    }

    void append(String branch, int kind, List<byte[]> payloads, long ticket, Instant now) throws IOException {
        carryOut(core.append(branch, kind, payloads, ticket, now), now);
    }

    /** The timer of the open batch, and the tick. */
    void pass(Instant now) throws IOException {
        carryOut(core.rang(Timer.BATCH, now), now);
        carryOut(core.tick(now), now);
    }

    void hear(SyncMessage message, Instant now) throws IOException {
        carryOut(core.hear(message, now), now);
    }

    private void carryOut(List<Effect<BranchEntry, Timer, Said>> effects, Instant now) throws IOException {
        for (Effect<BranchEntry, Timer, Said> effect : effects) {
            switch (effect) {
                case Effect.Persist<BranchEntry, Timer, Said>(BranchEntry entry) -> {
                    log.append(entry);
                    log.sync();
                    if (entry instanceof BranchEntry.Written own) carryOut(core.written(own, now), now);
                }
                case Effect.Send<BranchEntry, Timer, Said>(Party.Node(String to), Said.ToPeer(var message)) ->
                    ears.peer(to, message);
                case Effect.Send<BranchEntry, Timer, Said>(Party to, Said said) ->
                    ears.answer(((Party.Asker) to).ticket(), said);
                case Effect.Publish<BranchEntry, Timer, Said>(Said said) -> ears.said(said);
                case Effect.Schedule<BranchEntry, Timer, Said> schedule -> {}
                case Effect.Cancel<BranchEntry, Timer, Said> cancel -> {}
            }
        }
    }

    /** Whether the actor would {@link #compact} now. */
    boolean isLong() {
        return log.isLong();
    }

    void compact() throws IOException {
        log.moveUp(core.compact());
    }
}
