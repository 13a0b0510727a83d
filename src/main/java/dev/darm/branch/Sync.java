package dev.darm.branch;

import dev.darm.branch.BranchDag.Outcome;
import dev.darm.branch.SyncMessage.Announce;
import dev.darm.branch.SyncMessage.Cursor;
import dev.darm.branch.SyncMessage.Known;
import dev.darm.branch.SyncMessage.Point;
import dev.darm.branch.SyncMessage.Pull;
import dev.darm.codec.Hash;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Anti-entropy of one branch at one replica: a state machine that is told messages and the time, and says what to do.
 *
 * <p><b>How it goes.</b> Replicas announce their heads. Who lacks one pulls from the announcer: it says how far it has each
 * author, and gets what it lacks in canonical order, so that ancestors come first and a graph a million deep needs no more
 * round trips than it has pages. New records are also sent to all at once; one that comes before an ancestor waits, and
 * the ancestor is asked for by id.
 *
 * <p><b>Forks.</b> "How far" is a sequence, and of an equivocator two replicas may have different records up to one
 * sequence. Where a pull leaves a head unknown, or a record comes whose previous one is not the known one, the author is
 * a <em>suspect</em>: the next pull names for it the last record of each strand and, going back from it, ever sparser ones,
 * and the other sends all behind those that it has too.
 *
 * <p><b>Bounds.</b> Towards each peer there is one pull at a time, and of a peer so many requests are answered between two
 * ticks. Every message has its bound in {@link SyncMessage}; what waits for ancestors is bounded by peer in the DAG. A lost
 * message costs a timeout; a repeated or late one is harmless, since cursors only go forward and records are idempotent.
 */
public final class Sync {

    /**
     * @param announceEvery how often heads are announced at most, when they changed, but for very many records at once
     * @param repeatEvery how often they are announced although they did not, 0 for never
     * @param timeout how long a pull waits for its answer
     * @param tries how often a pull is said before it is left to the next announcement
     * @param answers how many requests of one peer are answered between two ticks
     */
    public record Settings(Duration announceEvery, Duration repeatEvery, Duration timeout, int tries, int answers) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(3), 3, 64);
    }

    private static final int MAX_SUSPECTS = 1_024;
    private static final int MAX_STRANDS = 16;
    private static final int MAX_EXACT_POINTS = 16_384;

    /** So many new records are announced without waiting: what all have can be sealed, and leaves the memory of all. */
    private static final int ANNOUNCED_AT_ONCE = 8 * Segment.MAX_RECORDS;

    /** After a pull by exact points that found nothing, so many announcements pass before the next. */
    private static final int PASSED_OVER = 8;

    /** A peer that seems to have other heads is told these again after so many times the pause between announcements. */
    private static final int TOLD_AGAIN = 3;

    /** What goes on with one peer. */
    private static final class Peer {
        @Nullable
        Announce announced;

        @Nullable
        Pull pull;

        /** The heads that it is said to have, and when to tell it this replica's, if they are others. */
        @Nullable
        Hash root;

        Instant tellAt = Instant.MIN;
        Instant due = Instant.MAX;
        int tries;
        boolean exact;
        int passOver;
        int answered;
    }

    private final String self;
    private final BranchDag dag;
    private final Stability stability;
    private final HybridClock clock;
    private final Settings settings;
    private final Predicate<PublicKey> enrolled;
    private final Verifier verifier = new Verifier();
    private final SortedMap<String, Peer> peers = new TreeMap<>();
    private final SortedSet<PublicKey> suspects = new TreeSet<>();
    private Instant announceAt = Instant.MIN;
    private Instant repeatAt = Instant.MIN;
    private long announcedSize = -1;
    private long rootSize = -1;
    private Hash root = Merkle.EMPTY_ROOT;
    private HybridTime unsigned = HybridTime.MAX;
    private int firstAnnounced;
    private long sessions;

    public Sync(
            String self,
            BranchDag dag,
            Stability stability,
            HybridClock clock,
            SortedSet<String> peers,
            Settings settings) {
        this(self, dag, stability, clock, peers, settings, author -> true);
    }

    /** {@code enrolled}: whose records are taken. */
    public Sync(
            String self,
            BranchDag dag,
            Stability stability,
            HybridClock clock,
            SortedSet<String> peers,
            Settings settings,
            Predicate<PublicKey> enrolled) {
        this.enrolled = enrolled;
        this.self = self;
        this.dag = dag;
        this.stability = stability;
        this.clock = clock;
        this.settings = settings;
        for (String peer : peers) if (!peer.equals(self)) this.peers.put(peer, new Peer());
    }

    /** To be called about ten times a second while it {@linkplain #isBusy is busy}, and once a second otherwise. */
    public List<SyncEffect> tick(Instant now) {
        List<SyncEffect> effects = new ArrayList<>();
        for (Map.Entry<String, Peer> entry : peers.entrySet()) {
            Peer peer = entry.getValue();
            peer.answered = 0;
            if (peer.pull == null || now.isBefore(peer.due)) continue;
            if (peer.tries < settings.tries()) say(entry.getKey(), peer, peer.pull, now, effects);
            else endPull(peer);
        }
        boolean changed = dag.size() != announcedSize;
        boolean repeats = !settings.repeatEvery().isZero() && !now.isBefore(repeatAt);
        boolean many = dag.size() - announcedSize >= ANNOUNCED_AT_ONCE;
        if ((changed || repeats) && (many || !now.isBefore(announceAt))) {
            announceAt = now.plus(settings.announceEvery());
            repeatAt = now.plus(settings.repeatEvery());
            announcedSize = dag.size();
            Announce announce = announcement();
            for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                peer.getValue().tellAt = announceAt;
                effects.add(new SyncEffect.Send(peer.getKey(), announce));
            }
        } else {
            tellThoseThatDiffer(now, effects);
        }
        return effects;
    }

    /** A message may be lost, and what a peer is said to have is heard until it is the same as here. */
    private void tellThoseThatDiffer(Instant now, List<SyncEffect> effects) {
        for (Map.Entry<String, Peer> entry : peers.entrySet()) {
            Peer peer = entry.getValue();
            if (peer.root == null || now.isBefore(peer.tellAt) || peer.root.equals(root())) continue;
            peer.tellAt = now.plus(settings.announceEvery().multipliedBy(TOLD_AGAIN));
            effects.add(new SyncEffect.Send(entry.getKey(), announcement()));
        }
    }

    /** {@code peer} is said to have the heads with this {@link #root}; that is not believed, only a reason to talk. */
    public void hint(String peer, Hash heads) {
        Peer known = peers.get(peer);
        if (known != null) known.root = heads;
    }

    /** The RFC 6962 root over the sorted ids of the heads here. */
    public Hash root() {
        if (rootSize != dag.size()) {
            rootSize = dag.size();
            root = Merkle.root(dag.heads().stream()
                    .map(SignedRecord::id)
                    .sorted()
                    .map(Merkle::leaf)
                    .toList());
        }
        return root;
    }

    /** Whether something goes on that a {@link #tick} soon would carry on. */
    public boolean isBusy() {
        return peers.values().stream().anyMatch(peer -> peer.pull != null || peer.answered > 0);
    }

    /** Whether somebody was heard, and no transfer from anybody is under way. */
    public boolean hasCaughtUp() {
        return peers.values().stream().anyMatch(peer -> peer.announced != null)
                && peers.values().stream().noneMatch(peer -> peer.pull != null);
    }

    /** All heads, or the next of them in turn when they are too many for a message. */
    private Announce announcement() {
        List<SignedRecord> heads = dag.heads();
        boolean complete = heads.size() <= SyncMessage.MAX_HEADS;
        if (firstAnnounced >= heads.size()) firstAnnounced = 0;
        int from = complete ? 0 : firstAnnounced;
        int to = Math.min(heads.size(), from + SyncMessage.MAX_HEADS);
        firstAnnounced = to;
        List<Point> points = heads.subList(from, to).stream()
                .map(head -> Point.of(head.record()))
                .toList();
        return new Announce(dag.branch(), self, points, reached(), complete);
    }

    /** All that this replica makes from now on is later; {@link Stability#due} asks for it. */
    public HybridTime reached() {
        if (!unsigned.isAfter(clock.last()) && unsigned.packed() != 0) return new HybridTime(unsigned.packed() - 1);
        return clock.last();
    }

    /**
     * The time of the earliest record of this node that is drafted but not yet {@linkplain #written written}, for its batch
     * is open; empty when there is none. As long as it is not told, nobody may take this replica to be beyond it.
     */
    public void drafted(Optional<HybridTime> earliest) {
        unsigned = earliest.orElse(HybridTime.MAX);
    }

    /** Records that this node's authors signed: they become visible here and are sent to all. */
    public List<SyncEffect> written(List<SignedRecord> records, Instant now) {
        List<SyncEffect> effects = new ArrayList<>();
        take(self, records, now, effects);
        if (peers.isEmpty()) return effects;
        for (SignedRecords page : pages(records))
            for (String peer : peers.keySet())
                effects.add(new SyncEffect.Send(peer, new SyncMessage.Bodies(dag.branch(), self, page)));
        return effects;
    }

    public List<SyncEffect> on(SyncMessage message, Instant now) {
        List<SyncEffect> effects = new ArrayList<>();
        Peer peer = peers.get(message.from());
        if (peer == null || !message.branch().equals(dag.branch())) {
            effects.add(new SyncEffect.Refused(message.from(), "no replica of " + message.branch() + " here knows it"));
            return effects;
        }
        switch (message) {
            case Announce announce -> onAnnounce(peer, announce, now, effects);
            case Pull pull -> onPull(peer, pull, effects);
            case SyncMessage.Push push -> {
                take(push.from(), push.records().all(), now, effects);
                goOn(peer, push.from(), push.session(), push.next(), push.done(), now, effects);
            }
            case SyncMessage.Sealed sealed -> {
                take(sealed.from(), sealed.segment().records(), now, effects);
                goOn(peer, sealed.from(), sealed.session(), sealed.next(), sealed.done(), now, effects);
            }
            case SyncMessage.Want want -> onWant(peer, want, effects);
            case SyncMessage.Bodies bodies ->
                take(bodies.from(), bodies.records().all(), now, effects);
        }
        return effects;
    }

    // ---- what is lacking here

    private void onAnnounce(Peer peer, Announce announce, Instant now, List<SyncEffect> effects) {
        // who was not heard before may not have heard either
        if (peer.announced == null) effects.add(new SyncEffect.Send(announce.from(), announcement()));
        peer.announced = announce;
        boolean lacks = acknowledge(announce);
        if (!lacks || peer.pull != null) return;
        if (peer.passOver > 0) {
            peer.passOver--;
            return;
        }
        begin(announce.from(), peer, false, now, effects);
    }

    /** Notes what the announcer has; whether it has a head that is unknown here. */
    private boolean acknowledge(Announce announce) {
        List<Hash> known =
                announce.heads().stream().map(Point::id).filter(dag::contains).toList();
        stability.acknowledge(announce.from(), known);
        boolean lacks = known.size() < announce.heads().size();
        if (!lacks && announce.complete()) stability.reached(announce.from(), announce.clock());
        return lacks;
    }

    private void begin(String name, Peer peer, boolean exact, Instant now, List<SyncEffect> effects) {
        peer.exact = exact;
        peer.tries = 0;
        say(name, peer, new Pull(dag.branch(), self, ++sessions, Cursor.START, known()), now, effects);
    }

    private void say(String name, Peer peer, Pull pull, Instant now, List<SyncEffect> effects) {
        peer.pull = pull;
        peer.due = now.plus(settings.timeout());
        peer.tries++;
        effects.add(new SyncEffect.Send(name, pull));
    }

    private static void endPull(Peer peer) {
        peer.pull = null;
        peer.due = Instant.MAX;
    }

    /** An answer came; one to an earlier cursor, or one that does not go on, moves nothing. */
    private void goOn(
            Peer peer, String name, long session, Cursor next, boolean done, Instant now, List<SyncEffect> effects) {
        Pull pull = peer.pull;
        if (pull == null || pull.session() != session) return;
        if (!done) {
            if (!next.isAfter(pull.cursor())) return;
            peer.tries = 0;
            say(name, peer, new Pull(dag.branch(), self, session, next, known()), now, effects);
            return;
        }
        endPull(peer);
        Announce announced = peer.announced;
        if (announced == null || !acknowledge(announced)) {
            peer.passOver = 0;
            suspects.clear();
            return;
        }
        want(name, dag.missing(SyncMessage.MAX_WANTED), effects);
        if (peer.exact) peer.passOver = PASSED_OVER;
        for (Point head : announced.heads()) if (!dag.contains(head.id())) suspect(head.author());
        if (!peer.exact) begin(name, peer, true, now, effects);
    }

    /** Somebody new to suspect is a reason to ask again. */
    private void suspect(PublicKey author) {
        if (suspects.size() == MAX_SUSPECTS || !dag.histories().containsKey(author) || !suspects.add(author)) return;
        for (Peer peer : peers.values()) peer.passOver = 0;
    }

    private void want(String name, Collection<Hash> ids, List<SyncEffect> effects) {
        if (!ids.isEmpty())
            effects.add(new SyncEffect.Send(name, new SyncMessage.Want(dag.branch(), self, List.copyOf(ids))));
    }

    private List<Known> known() {
        List<Known> known = new ArrayList<>();
        int exactPoints = 0;
        for (Map.Entry<PublicKey, History> entry : dag.histories().entrySet()) {
            if (known.size() == SyncMessage.MAX_KNOWN) break;
            History history = entry.getValue();
            boolean exact = (history.isForked() || suspects.contains(entry.getKey())) && exactPoints < MAX_EXACT_POINTS;
            List<Point> points = exact
                    ? points(history)
                    : List.of(Point.of(history.strands.getFirst().last().record()));
            if (exact) exactPoints += points.size();
            known.add(new Known(exact, points));
        }
        return known;
    }

    /** The last record of the first strands, and from each back, at distances that double. */
    private static List<Point> points(History history) {
        Set<Point> points = new LinkedHashSet<>();
        List<Strand> strands = history.strands.subList(0, Math.min(MAX_STRANDS, history.strands.size()));
        for (Strand strand : strands) points.add(Point.of(strand.last().record()));
        for (Strand strand : strands) {
            long last = strand.last().record().sequence();
            for (long back = 1; last - back >= strand.base(); back *= 2) {
                DagNode node = strand.at(last - back);
                if (node != null && points.size() < SyncMessage.MAX_POINTS) points.add(Point.of(node.record()));
            }
            DagNode first = strand.at(strand.base());
            if (first != null && points.size() < SyncMessage.MAX_POINTS) points.add(Point.of(first.record()));
        }
        return List.copyOf(points);
    }

    // ---- what came

    private void take(String from, Collection<SignedRecord> records, Instant now, List<SyncEffect> effects) {
        List<SignedRecord> visible = new ArrayList<>();
        List<SyncEffect> others = new ArrayList<>();
        SortedSet<Hash> missing = new TreeSet<>();
        for (SignedRecord signed : records) {
            if (dag.contains(signed.id())) continue;
            Optional<String> early = clock.refusal(signed.record().time(), now);
            if (early.isPresent()) {
                others.add(new SyncEffect.Refused(from, signed.record() + ": " + early.get()));
                continue;
            }
            if (!enrolled.test(signed.record().author())) {
                others.add(new SyncEffect.Refused(from, "no such author is enrolled: " + signed.record()));
                continue;
            }
            // what this node signed it need not look at
            if (!from.equals(self) && !verifier.verifies(signed)) {
                others.add(new SyncEffect.Refused(from, "the signature of " + signed.record() + " does not verify"));
                continue;
            }
            switch (dag.add(signed, from)) {
                case Outcome.Added added -> {
                    for (SignedRecord one : added.visible())
                        clock.follow(one.record().time());
                    visible.addAll(added.visible());
                    for (Equivocation evidence : added.evidence()) others.add(new SyncEffect.Caught(evidence));
                }
                case Outcome.Known() -> {}
                case Outcome.Waits waits -> {
                    missing.addAll(waits.missing());
                    suspectFork(signed.record());
                }
                case Outcome.Refused refused -> others.add(new SyncEffect.Refused(from, refused.why()));
            }
        }
        if (!visible.isEmpty()) effects.add(new SyncEffect.Keep(visible));
        effects.addAll(others);
        missing.removeIf(dag::contains);
        Peer peer = peers.get(from);
        // what a pull brings need not be asked for
        if (peer == null || peer.pull != null) return;
        want(from, missing.stream().limit(SyncMessage.MAX_WANTED).toList(), effects);
    }

    /** Its previous record is not here, although one of that sequence is: the author may have forked. */
    private void suspectFork(BranchRecord record) {
        History history = dag.histories().get(record.author());
        if (history == null
                || record.previous().isEmpty()
                || dag.contains(record.previous().get())) return;
        if (history.strands.getFirst().last().record().sequence() >= record.sequence() - 1) suspect(record.author());
    }

    // ---- what is lacking there

    private void onPull(Peer peer, Pull pull, List<SyncEffect> effects) {
        if (peer.answered++ >= settings.answers()) return;
        effects.add(new SyncEffect.Send(pull.from(), PullAnswer.to(pull, self, dag)));
    }

    private void onWant(Peer peer, SyncMessage.Want want, List<SyncEffect> effects) {
        if (peer.answered++ >= settings.answers()) return;
        List<SignedRecord> found = new ArrayList<>();
        for (Hash id : new LinkedHashSet<>(want.ids())) dag.get(id).ifPresent(found::add);
        for (SignedRecords page : pages(found))
            effects.add(new SyncEffect.Send(want.from(), new SyncMessage.Bodies(dag.branch(), self, page)));
    }

    /** The records in parts that a message may hold. */
    private static List<SignedRecords> pages(List<SignedRecord> records) {
        List<SignedRecords> pages = new ArrayList<>();
        List<SignedRecord> page = new ArrayList<>();
        long bytes = 0;
        for (SignedRecord record : records) {
            boolean full = page.size() == SyncMessage.MAX_RECORDS || bytes + record.size() > SyncMessage.MAX_BYTES;
            if (full && !page.isEmpty()) {
                pages.add(new SignedRecords(page));
                page.clear();
                bytes = 0;
            }
            page.add(record);
            bytes += record.size();
        }
        if (!page.isEmpty()) pages.add(new SignedRecords(page));
        return pages;
    }

    /** The peer left or was replaced: what it sent and still waits is dropped, and it is begun with anew. */
    public void forget(String name) {
        dag.forgetSource(name);
        if (peers.containsKey(name)) peers.put(name, new Peer());
    }
}
