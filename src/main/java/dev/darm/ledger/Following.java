package dev.darm.ledger;

import dev.darm.broadcast.Verdict;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * How a ledger takes in what others decided: blocks that it asked for, whole or abridged, and blocks that were pushed, each
 * verified alike; below a trusted block only what leads there.
 */
final class Following {

    /** The ledger that follows. */
    interface Ledger {

        ChainState state();

        /** Takes in a verified block that comes next. */
        void commit(CommittedBlock block, Instant now);

        /** Takes in a verified run of abridged blocks that comes next, which leads to {@code next}. */
        void takeOver(ChainState next, List<AbridgedBlock> run, Instant now);

        /** Asks {@code peer} for its blocks from height {@code first} on. */
        void ask(String peer, long first);

        /** Looks whether {@code block} shows that the chain is forked; only one of the tip's height, or of the next, can. */
        void lookForFork(String from, CommittedBlock block);

        void publish(Said said);
    }

    /** The name in words for who pushed a block, whom the broadcast knows by what was pushed. */
    private static final String PUSHER = "who pushed it";

    private final Ledger ledger;
    private final ChainVerifier verifier;
    private final Optional<WayToTrust> way;
    private final long keepBlocks;
    private final CatchUp catchUp = new CatchUp();
    private final EarlyBlocks early = new EarlyBlocks();
    private final TreeMap<String, String> strangers = new TreeMap<>();

    Following(Ledger ledger, ChainVerifier verifier, LedgerSettings settings) {
        this.ledger = ledger;
        this.verifier = verifier;
        this.way = settings.trusted().map(WayToTrust::new);
        this.keepBlocks = settings.keepBlocks();
    }

    private Tip tip() {
        return ledger.state().tip();
    }

    /** How far the others are. */
    CatchUp catchUp() {
        return catchUp;
    }

    /** The peers in reach that follow a chain with another genesis, and how that was seen. */
    SortedMap<String, String> strangers() {
        return Collections.unmodifiableSortedMap(strangers);
    }

    /** The way to a trusted block that is still ahead. */
    Optional<WayToTrust> ahead() {
        return way.filter(one -> one.isAhead(tip()));
    }

    /** Whether there is a trusted block, ahead or not. */
    boolean trusts() {
        return way.isPresent();
    }

    /** The chain has come to its tip by blocks that were taken in. */
    void arrived() {
        way.ifPresent(one -> one.arrived(tip()));
    }

    void connected(SortedSet<String> peers) {
        strangers.keySet().retainAll(peers);
        catchUp.connected(peers);
    }

    void tick() {
        catchUp.tick().ifPresent(late -> way.ifPresent(one -> one.unanswered(late)));
    }

    /**
     * A block that was pushed here under {@code id}: taken when it comes next, kept for a while when others are missing, and let go
     * while the way to the trusted block is not known.
     */
    void pushed(Hash id, CommittedBlock block, Instant now) {
        if (seeksWay()) {
            judge(id, Verdict.DROP);
            return;
        }
        ledger.lookForFork(PUSHER, block);
        early.add(id, block).ifPresent(dropped -> judge(dropped, Verdict.DROP));
        takeEarly(now);
    }

    /** Takes the pushed blocks whose turn it is, verified as those are that were asked for. */
    private void takeEarly(Instant now) {
        Optional<EarlyBlocks.Pushed> next;
        while ((next = early.take(tip().height() + 1)).isPresent()) {
            CommittedBlock block = next.get().block();
            if (block.height() <= tip().height()) {
                judge(next.get().id(), Verdict.DROP);
                continue;
            }
            ledger.lookForFork(PUSHER, block);
            Optional<String> refusal = refusal(block);
            if (refusal.isEmpty()) ledger.commit(block, now);
            else ledger.publish(new Said.BadBlock(PUSHER, refusal.get()));
            judge(next.get().id(), refusal.isEmpty() ? Verdict.TAKE : Verdict.REFUSE);
        }
    }

    private void judge(Hash id, Verdict verdict) {
        ledger.publish(new Said.Judged(id, verdict));
    }

    /** Takes blocks of another node in, each verified by its certificate and content. */
    void follow(String from, long height, List<CommittedBlock> blocks, Instant now) {
        if (seeksWay()) {
            show(
                    from,
                    height,
                    blocks.stream().map(block -> block.block().header()).toList());
            if (seeksWay()) return;
        }
        boolean nothing = blocks.isEmpty() || blocks.getFirst().height() > tip().height() + 1;
        if (nothing) givesNothing(from, height);
        catchUp.answered(from, height);
        for (CommittedBlock committed : blocks) {
            ledger.lookForFork(from, committed);
            if (committed.height() <= tip().height()) continue;
            Optional<String> refusal = refusal(committed);
            if (refusal.isPresent()) {
                bad(from, committed.block().header(), refusal.get());
                break;
            }
            strangers.remove(from);
            ledger.commit(committed, now);
            takeEarly(now);
        }
        askForBlocks();
    }

    /** Below a trusted block only what leads there may follow, and what its hash fixes is not asked. */
    private Optional<String> refusal(CommittedBlock committed) {
        return ahead().isEmpty()
                ? verifier.refusal(ledger.state(), committed)
                : ahead().get()
                        .refusal(List.of(committed.block().header()))
                        .or(() -> verifier.refusalOfKnown(ledger.state(), committed));
    }

    /** Whether the way to the trusted block is still to be found; no block is taken before. */
    private boolean seeksWay() {
        return ahead().filter(WayToTrust::isSought).isPresent();
    }

    /** Takes in what {@code from} shows of the way to the trusted block, if it is what was asked for. */
    private void show(String from, long height, List<BlockHeader> headers) {
        WayToTrust sought = way.orElseThrow();
        catchUp.reached(from, height);
        if (!sought.isAnswered(from, headers)) return;
        catchUp.answered(from, height);
        sought.show(headers).ifPresent(why -> bad(from, why));
        if (seeksWay()) askForBlocks();
    }

    /** {@code from} gave blocks from {@code first} on that do not hold; of another chain that is said once. */
    private void bad(String from, BlockHeader first, String why) {
        Optional<String> stray = catchUp.isInReach(from) ? ledger.state().strayRefusal(first) : Optional.empty();
        if (stray.isEmpty()) {
            bad(from, why);
            return;
        }
        catchUp.distrust(from);
        if (strangers.put(from, stray.get()) == null) ledger.publish(new Said.OtherChain(from, stray.get()));
    }

    /** {@code from} gave what does not hold. */
    private void bad(String from, String why) {
        catchUp.distrust(from);
        ledger.publish(new Said.BadBlock(from, why));
    }

    /** Who is asked because it says that its chain is higher, and has nothing to show for it, is not asked again soon. */
    private void givesNothing(String from, long height) {
        if (height > tip().height() && catchUp.asked().equals(Optional.of(from))) catchUp.distrust(from);
    }

    /** Takes blocks in that nobody keeps whole any more; an archive wants none of them. */
    void followRun(String from, long height, List<AbridgedBlock> run, Instant now) {
        if (keepBlocks > 0 && seeksWay()) {
            show(from, height, run.stream().map(AbridgedBlock::header).toList());
            if (seeksWay()) return;
        }
        if (keepBlocks == 0) {
            catchUp.keeps(from, Long.MAX_VALUE);
            way.ifPresent(one -> one.lose(from));
        } else if (run.isEmpty()) {
            givesNothing(from, height);
        } else if (run.getFirst().height() == tip().height() + 1) {
            ChainVerifier.Followed followed = followed(run);
            if (followed.refusal().isPresent()) {
                bad(from, run.getFirst().header(), followed.refusal().get());
            } else {
                ledger.takeOver(followed.state(), run, now);
            }
        }
        catchUp.answered(from, height);
        askForBlocks();
    }

    private ChainVerifier.Followed followed(List<AbridgedBlock> run) {
        Optional<String> astray = ahead().flatMap(one ->
                one.refusal(run.stream().map(AbridgedBlock::header).toList()));
        return astray.isPresent()
                ? new ChainVerifier.Followed(ledger.state(), astray)
                : verifier.follow(ledger.state(), run);
    }

    void askForBlocks() {
        if (seeksWay()) {
            askTheWay(way.orElseThrow());
            return;
        }
        catchUp.ask(tip().height(), keepBlocks == 0).ifPresent(peer -> ledger.ask(peer, tip().height() + 1));
    }

    /** One peer at a time shows the way, so that it is known who led astray. */
    private void askTheWay(WayToTrust sought) {
        if (catchUp.asked().isPresent()) return;
        boolean goesOn = sought.guide().map(catchUp::askOnly).orElse(false);
        if (!goesOn)
            catchUp.askBeyond(tip().height(), sought.goal().height() - 1, keepBlocks == 0)
                    .ifPresentOrElse(peer -> sought.follow(peer, tip()), sought::lose);
        sought.guide().ifPresent(peer -> ledger.ask(peer, sought.next()));
    }
}
