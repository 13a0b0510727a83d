package dev.darm.memory.source;

import dev.darm.codec.Hash;
import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import dev.darm.memory.source.LibraryMessage.Ask;
import dev.darm.memory.source.LibraryMessage.Catalogue;
import dev.darm.memory.source.LibraryMessage.Copy;
import dev.darm.memory.source.LibraryMessage.Entry;
import dev.darm.memory.source.LibraryMessage.Feed;
import dev.darm.memory.source.LibraryMessage.FeedReply;
import dev.darm.memory.source.LibraryMessage.Found;
import dev.darm.memory.source.LibraryMessage.HeadsAre;
import dev.darm.memory.source.LibraryMessage.Here;
import dev.darm.memory.source.LibraryMessage.InReach;
import dev.darm.memory.source.LibraryMessage.Keep;
import dev.darm.memory.source.LibraryMessage.KeptToo;
import dev.darm.memory.source.LibraryMessage.Located;
import dev.darm.memory.source.LibraryMessage.Outcome;
import dev.darm.memory.source.LibraryMessage.Overdue;
import dev.darm.memory.source.LibraryMessage.Place;
import dev.darm.memory.source.LibraryMessage.Review;
import dev.darm.memory.source.LibraryMessage.Study;
import dev.darm.memory.source.LibraryMessage.StudyDone;
import dev.darm.memory.source.LibraryMessage.StudyFailed;
import dev.darm.memory.source.LibraryMessage.WantDocument;
import dev.darm.memory.source.LibraryMessage.WantPassage;
import dev.darm.world.Effect;
import dev.darm.world.Effect.Cancel;
import dev.darm.world.Effect.Persist;
import dev.darm.world.Effect.Schedule;
import dev.darm.world.Effect.Send;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the library knows and decides: which versions it keeps and where in its log, who keeps a copy, what is still to be
 * studied, and what it waits for from other nodes. It holds hashes and places, never texts.
 */
public final class LibraryCore {

    /** How long another node may take to answer before the next one is asked. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How often documents without a steward in reach are looked for. */
    static final Duration REVIEW = Duration.ofSeconds(5);

    /** How long a document's steward may be out of reach before the next custodian studies it. */
    static final Duration TAKEOVER = Duration.ofSeconds(30);

    /** Entries in one catalogue message. */
    static final int CATALOGUE_MAX = 500;

    /** Documents handed to the agent at one time. */
    static final int STUDIES_MAX = 4;

    /** How many heads are to keep each version. */
    static final int COPIES = 2;

    /** How long the heads and who is in reach must not have changed before missing copies are made. */
    static final Duration CALM = Duration.ofSeconds(30);

    /** Copies asked for at one review. */
    static final int COPIES_AT_ONCE = 16;

    private final String self;
    private SortedSet<String> heads;
    private final TreeMap<Hash, Version> versions = new TreeMap<>();
    private final TreeMap<String, Entry> current = new TreeMap<>();
    private final Map<Hash, Place> passages = new HashMap<>();
    private final LinkedHashSet<Hash> unstudied = new LinkedHashSet<>();
    private final LinkedHashSet<Hash> studying = new LinkedHashSet<>();
    private final TreeMap<Long, Request> requests = new TreeMap<>();
    private final Map<Hash, List<FeedWaiter>> waiters = new HashMap<>();
    private final Map<Hash, String> givenBy = new HashMap<>();
    private final TreeMap<String, Instant> absentSince = new TreeMap<>();
    private SortedSet<String> inReach;
    private boolean mayLackCopies;
    private Optional<Instant> calmFrom = Optional.empty();
    private int attempts;
    private long nextRequest = 1;

    /** A version of a document in this node's log; {@code copies} are the nodes that are known to have it. */
    private record Version(
            String uri,
            Instant at,
            long record,
            List<String> custodians,
            TreeSet<String> copies,
            Optional<Hash> previous) {}

    /** Something asked of other nodes, one after the other. */
    private record Request(
            Hash hash, boolean document, ArrayDeque<String> next, Optional<Document> keep, long ticket) {}

    private record FeedWaiter(long ticket, Outcome outcome) {}

    /**
     * @param heads the names of the nodes that may nominate, until others are told: they come first among custodians, so that a
     *     steward is one
     */
    public LibraryCore(String self, SortedSet<String> heads) {
        this.self = self;
        this.heads = new TreeSet<>(heads);
        this.inReach = new TreeSet<>(List.of(self));
    }

    // ------------------------------------------------------------------ state

    /** Takes in an event that stands in the log as {@code record}; also at recovery. */
    public void apply(LibraryEvent event, long record) {
        switch (event) {
            case LibraryEvent.Kept kept -> applyKept(kept, record);
            case LibraryEvent.Replicated replicated -> {
                Version version = versions.get(replicated.content());
                if (version != null) version.copies.add(replicated.by());
            }
            case LibraryEvent.Studied studied -> {
                unstudied.remove(studied.content());
                studying.remove(studied.content());
            }
        }
    }

    private void applyKept(LibraryEvent.Kept kept, long record) {
        Document document = kept.document();
        Hash content = document.content();
        Entry before = current.get(document.uri());
        Optional<Hash> previous =
                before == null || before.content().equals(content) ? Optional.empty() : Optional.of(before.content());
        TreeSet<String> copies = new TreeSet<>(List.of(self));
        String giver = givenBy.remove(content);
        if (giver != null) copies.add(giver);
        versions.put(content, new Version(document.uri(), kept.at(), record, kept.custodians(), copies, previous));
        List<Passage> all = document.passages();
        for (int i = 0; i < all.size(); i++) passages.putIfAbsent(all.get(i).hash(), new Place(record, i));
        noteCurrent(new Entry(document.uri(), content, kept.at()));
        unstudied.addLast(content);
    }

    private void noteCurrent(Entry entry) {
        Entry known = current.get(entry.uri());
        if (known == null || entry.at().isAfter(known.at())) current.put(entry.uri(), entry);
    }

    public int documents() {
        return current.size();
    }

    /** Versions that wait to be studied by this node, or are being studied; those that another steward studies do not count. */
    public int unstudied(Instant now) {
        int count = 0;
        for (Hash content : unstudied) {
            Version version = versions.get(content);
            if (version != null && steward(version, now) && !stale(version, content)) count++;
        }
        return count;
    }

    /** The newest version of {@code uri} that this node has heard of. */
    public Optional<Entry> current(String uri) {
        return Optional.ofNullable(current.get(uri));
    }

    // --------------------------------------------------------------- messages

    /** What a message leads to. Records are numbered by the shell's log, so a Persist comes before what depends on it. */
    public List<Effect<LibraryEvent, LibraryMessage, LibraryMessage>> on(LibraryMessage message, Instant now) {
        Out out = new Out();
        switch (message) {
            case Feed feed -> onFeed(feed, now, out);
            case WantPassage want -> onWant(want.passage(), false, want.ticket(), out);
            case WantDocument want -> onWant(want.content(), true, want.ticket(), out);
            case InReach reach -> onInReach(reach, now, out);
            case StudyDone done -> onStudyDone(done, out);
            case StudyFailed failed -> studying.remove(failed.content());
            case Overdue overdue -> onOverdue(overdue.request(), out);
            case Review review -> onReview(now, out);
            case Keep keep -> onKeep(keep, out);
            case KeptToo kept -> onKeptToo(kept, out);
            case Catalogue catalogue -> onCatalogue(catalogue);
            case HeadsAre are -> onHeads(are.names(), now, out);
            case Ask ask -> onAsk(ask, out);
            case Here here -> onHere(here, out);
            case FeedReply reply -> throw unexpected(reply);
            case Located located -> throw unexpected(located);
            case Found found -> throw unexpected(found);
            case Copy copy -> throw unexpected(copy);
            case Study study -> throw unexpected(study);
        }
        return out.effects;
    }

    private static IllegalArgumentException unexpected(LibraryMessage message) {
        return new IllegalArgumentException("the library says this and is never told it: " + message);
    }

    private void onFeed(Feed feed, Instant now, Out out) {
        Hash content = feed.document().content();
        Entry known = current.get(feed.document().uri());
        boolean unchanged = known != null && known.content().equals(content);
        Version version = versions.get(content);
        if (unchanged && (version == null || version.copies.size() > 1 || inReach.size() == 1)) {
            int copies = version == null ? 1 : version.copies.size();
            out.reply(feed.ticket(), new FeedReply(Outcome.UNCHANGED, content, copies, ""));
            return;
        }
        List<FeedWaiter> waiting = waiters.computeIfAbsent(content, hash -> new ArrayList<>());
        waiting.add(new FeedWaiter(feed.ticket(), unchanged ? Outcome.UNCHANGED : Outcome.ACCEPTED));
        if (waiting.size() > 1) return;
        ArrayDeque<String> replicas = othersFrom(content);
        if (!unchanged) {
            List<String> custodians = custodians(replicas.peek());
            // A version fed again after a newer one is current again: it needs a later time than the one it replaces.
            Instant at = known != null && !now.isAfter(known.at()) ? known.at().plusMillis(1) : now;
            out.persist(new LibraryEvent.Kept(feed.document(), custodians, at));
            out.others(new Catalogue(self, List.of(new Entry(feed.document().uri(), content, at))));
        }
        if (replicas.isEmpty()) acknowledge(content, 1, out);
        else ask(new Request(content, true, replicas, Optional.of(feed.document()), -1), out);
        out.send(new Party.Node(self), new Review());
    }

    private void acknowledge(Hash content, int copies, Out out) {
        List<FeedWaiter> waiting = waiters.remove(content);
        if (waiting == null) return;
        for (FeedWaiter waiter : waiting)
            out.reply(waiter.ticket(), new FeedReply(waiter.outcome(), content, copies, ""));
    }

    private void onKeep(Keep keep, Out out) {
        Hash content = keep.document().content();
        if (versions.containsKey(content)) {
            has(keep.from(), content);
        } else {
            givenBy.put(content, keep.from());
            mayLackCopies = true;
            out.persist(new LibraryEvent.Kept(keep.document(), keep.custodians(), keep.at()));
            out.send(new Party.Node(self), new Review());
        }
        out.send(new Party.Node(keep.from()), new KeptToo(self, content));
    }

    private void onKeptToo(KeptToo kept, Out out) {
        requests.entrySet().removeIf(entry -> {
            boolean answered = entry.getValue().keep().isPresent()
                    && entry.getValue().hash().equals(kept.content());
            if (answered) out.cancel(timer(entry.getKey()));
            return answered;
        });
        Version version = versions.get(kept.content());
        if (version == null) return;
        if (version.copies.add(kept.by()) && !version.custodians().contains(kept.by()))
            out.persist(new LibraryEvent.Replicated(kept.content(), kept.by()));
        acknowledge(kept.content(), 2, out);
    }

    private void onWant(Hash hash, boolean document, long ticket, Out out) {
        Optional<Place> place = place(hash, document);
        if (place.isPresent()) out.reply(ticket, new Located(-1, place, document));
        else ask(new Request(hash, document, othersFrom(hash), Optional.empty(), ticket), out);
    }

    private void onAsk(Ask ask, Out out) {
        out.send(
                new Party.Node(ask.from()),
                new Located(ask.request(), place(ask.hash(), ask.document()), ask.document()));
    }

    private Optional<Place> place(Hash hash, boolean document) {
        if (!document) return Optional.ofNullable(passages.get(hash));
        Version version = versions.get(hash);
        return version == null ? Optional.empty() : Optional.of(new Place(version.record(), -1));
    }

    private void onHere(Here here, Out out) {
        Request request = requests.get(here.request());
        if (request == null) return;
        boolean found = request.document()
                ? here.document()
                        .map(Document::content)
                        .filter(request.hash()::equals)
                        .isPresent()
                : here.passage()
                        .map(Passage::hash)
                        .filter(request.hash()::equals)
                        .isPresent();
        if (found) {
            requests.remove(here.request());
            out.cancel(timer(here.request()));
            out.reply(request.ticket(), new Found(here.passage(), here.document()));
        } else {
            onOverdue(here.request(), out);
        }
    }

    /** Asks the next node, or gives up when none is left. */
    private void onOverdue(long number, Out out) {
        Request request = requests.remove(number);
        if (request == null) return;
        out.cancel(timer(number));
        if (!request.next().isEmpty()) {
            ask(request, out);
        } else if (request.keep().isPresent()) {
            List<FeedWaiter> waiting = waiters.remove(request.hash());
            if (waiting == null) return;
            for (FeedWaiter waiter : waiting)
                out.reply(
                        waiter.ticket(),
                        new FeedReply(
                                Outcome.FAILED, request.hash(), 1, "no other node confirmed a copy; feed it again"));
        } else {
            out.reply(request.ticket(), new Found(Optional.empty(), Optional.empty()));
        }
    }

    private void ask(Request request, Out out) {
        String node = request.next().poll();
        if (node == null) {
            if (request.keep().isEmpty()) out.reply(request.ticket(), new Found(Optional.empty(), Optional.empty()));
            return;
        }
        long number = nextRequest++;
        requests.put(number, request);
        out.schedule(timer(number), PATIENCE, new Overdue(number));
        Optional<Document> keep = request.keep();
        if (keep.isPresent()) {
            Version version = versions.get(request.hash());
            Instant at = version == null ? out.lastKeptAt() : version.at();
            out.send(new Party.Node(node), new Keep(self, keep.get(), custodians(node), at));
        } else {
            out.send(new Party.Node(node), new Ask(self, number, request.hash(), request.document()));
        }
    }

    private static String timer(long request) {
        return "request-" + request;
    }

    /** This node and {@code other}, where there is one; a head goes first, and this node before another of its kind. */
    private List<String> custodians(@Nullable String other) {
        if (other == null) return List.of(self);
        return heads.contains(other) && !heads.contains(self) ? List.of(other, self) : List.of(self, other);
    }

    /** The other nodes in reach, heads first, each kind starting at one that the hash picks, so that copies spread. */
    private ArrayDeque<String> othersFrom(Hash hash) {
        List<String> first = new ArrayList<>(inReach);
        first.remove(self);
        List<String> rest = new ArrayList<>(first);
        first.retainAll(heads);
        rest.removeAll(heads);
        for (List<String> part : List.of(first, rest)) {
            if (!part.isEmpty()) Collections.rotate(part, -Math.floorMod(hash.hashCode(), part.size()));
        }
        first.addAll(rest);
        return new ArrayDeque<>(first);
    }

    private void onInReach(InReach reach, Instant now, Out out) {
        SortedSet<String> arrived = new TreeSet<>(reach.names());
        arrived.removeAll(inReach);
        arrived.remove(self);
        inReach = new TreeSet<>(reach.names());
        inReach.add(self);
        absentSince.keySet().removeAll(inReach);
        for (String node : arrived) sendCatalogue(node, out);
        for (Request request : requests.values()) request.next().addAll(arrived);
        lookForCopies(now);
        onReview(now, out);
    }

    private void onCatalogue(Catalogue catalogue) {
        for (Entry entry : catalogue.entries()) {
            noteCurrent(entry);
            has(catalogue.from(), entry.content());
        }
    }

    private void has(String node, Hash content) {
        Version version = versions.get(content);
        if (version != null) version.copies.add(node);
    }

    // ----------------------------------------------------------------- copies

    /** Copies are kept where the heads are: a head that came gets some, and one that left does not count. */
    private void onHeads(SortedSet<String> now, Instant at, Out out) {
        if (heads.equals(now)) return;
        heads = new TreeSet<>(now);
        lookForCopies(at);
        onReview(at, out);
    }

    /** What others keep is known soon after they are in reach; copies are not made before. */
    private void lookForCopies(Instant now) {
        mayLackCopies = true;
        calmFrom = Optional.of(now.plus(CALM));
        attempts = 0;
    }

    /** Asks heads to keep what too few of them do, a part at a time, and the next one where one does not answer. */
    private void makeCopies(Instant now, Out out) {
        if (!mayLackCopies || calmFrom.isEmpty() || now.isBefore(calmFrom.get())) return;
        int asked = 0;
        for (Map.Entry<Hash, Version> each : versions.entrySet()) {
            Optional<String> next = nextKeeper(each.getKey(), each.getValue());
            if (next.isEmpty()) continue;
            if (asked++ == COPIES_AT_ONCE) break;
            Version version = each.getValue();
            List<String> custodians = new ArrayList<>(version.custodians());
            custodians.remove(next.get());
            custodians.add(next.get());
            out.send(
                    new Party.Node(next.get()),
                    new Copy(new Place(version.record(), -1), List.copyOf(custodians), version.at()));
        }
        mayLackCopies = asked > 0;
        attempts++;
    }

    /** The head to keep the version too, if too few do, this node is the one to see to it, and there is one. */
    private Optional<String> nextKeeper(Hash content, Version version) {
        long keepers = heads.stream().filter(head -> keeps(head, version)).count();
        if (keepers >= COPIES) return Optional.empty();
        List<String> holders = new ArrayList<>(version.copies());
        holders.retainAll(inReach);
        if (!headsFirst(holders).getFirst().equals(self)) return Optional.empty();
        List<String> others = new ArrayList<>(heads);
        others.retainAll(inReach);
        others.removeAll(version.copies());
        // who was to keep it probably does, and says so
        List<String> meant = new ArrayList<>(others);
        meant.retainAll(version.custodians());
        List<String> from = meant.isEmpty() || attempts % 2 == 1 ? others : meant;
        return from.isEmpty()
                ? Optional.empty()
                : Optional.of(from.get(Math.floorMod(content.hashCode() + attempts, from.size())));
    }

    /** Who is not in reach and was to keep it is taken to do so. */
    private boolean keeps(String node, Version version) {
        return version.copies().contains(node)
                || !inReach.contains(node) && version.custodians().contains(node);
    }

    private List<String> headsFirst(List<String> nodes) {
        List<String> ordered = new ArrayList<>(nodes);
        ordered.removeIf(node -> !heads.contains(node));
        for (String node : nodes) if (!heads.contains(node)) ordered.add(node);
        return ordered;
    }

    private void sendCatalogue(String node, Out out) {
        List<Entry> own = new ArrayList<>();
        versions.forEach((content, version) -> own.add(new Entry(version.uri(), content, version.at())));
        // newest first, so that no part makes an old version look current
        own.sort(Comparator.comparing(Entry::at).reversed());
        for (int from = 0; from < own.size(); from += CATALOGUE_MAX) {
            List<Entry> part = List.copyOf(own.subList(from, Math.min(own.size(), from + CATALOGUE_MAX)));
            out.send(new Party.Node(node), new Catalogue(self, part));
        }
    }

    // ---------------------------------------------------------------- studies

    private void onReview(Instant now, Out out) {
        Set<String> begun = new HashSet<>();
        for (Hash content : unstudied) {
            if (studying.size() >= STUDIES_MAX) break;
            Version version = versions.get(content);
            if (version == null || !steward(version, now) || stale(version, content)) continue;
            // Versions are studied in their order: an older one that ended last would bring back what a newer one
            // dropped.
            if (!begun.add(version.uri()) || studying.contains(content)) continue;
            studying.add(content);
            out.send(new Party.Node(self), new Study(new Place(version.record(), -1), content, version.previous()));
        }
        makeCopies(now, out);
        if (unstudied.isEmpty() && !mayLackCopies) out.cancel("review");
        else out.schedule("review", REVIEW, new Review());
    }

    /** The steward is the first custodian, heads before others, that is in reach, or has not been out of reach for long. */
    private boolean steward(Version version, Instant now) {
        for (String custodian : headsFirst(version.custodians())) {
            if (inReach.contains(custodian)) return custodian.equals(self);
            Instant since = absentSince.computeIfAbsent(custodian, name -> now);
            if (now.isBefore(since.plus(TAKEOVER))) return false;
        }
        return true;
    }

    /**
     * A replaced version that another node was to study: whoever takes over must not bring back what a newer version
     * dropped. The node that took it in still studies each of its versions in turn, to retract what each one dropped.
     */
    private boolean stale(Version version, Hash content) {
        Entry newest = current.get(version.uri());
        boolean replaced = newest != null && !newest.content().equals(content);
        return replaced && !version.custodians().getFirst().equals(self);
    }

    private void onStudyDone(StudyDone done, Out out) {
        studying.remove(done.content());
        if (unstudied.contains(done.content())) out.persist(new LibraryEvent.Studied(done.content()));
        out.send(new Party.Node(self), new Review());
    }

    /** Collects effects in order. */
    private static final class Out {
        private final List<Effect<LibraryEvent, LibraryMessage, LibraryMessage>> effects = new ArrayList<>();
        private @Nullable Instant keptAt;

        void persist(LibraryEvent event) {
            if (event instanceof LibraryEvent.Kept kept) keptAt = kept.at();
            effects.add(new Persist<>(event));
        }

        Instant lastKeptAt() {
            if (keptAt == null) throw new IllegalStateException("a copy is asked for before the document is kept");
            return keptAt;
        }

        void send(Party to, LibraryMessage message) {
            effects.add(new Send<>(to, message));
        }

        void others(LibraryMessage message) {
            send(new Party.Others(), message);
        }

        void reply(long ticket, LibraryMessage message) {
            send(new Party.Asker(ticket), message);
        }

        void schedule(String key, Duration delay, LibraryMessage message) {
            effects.add(new Schedule<>(key, delay, message));
        }

        void cancel(String key) {
            effects.add(new Cancel<>(key));
        }
    }
}
