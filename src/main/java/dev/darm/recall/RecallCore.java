package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.memory.Embedding;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.MemoryNews;
import dev.darm.recall.RecallMessage.Purpose;
import dev.darm.recall.RecallMessage.ShardHit;
import dev.darm.recall.RecallMessage.Taught;
import dev.darm.recall.ShardedCache.Why;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The recall of one node: what it does for each message.
 *
 * <p>A lookup climbs the ladder in at most four steps. (1) A question that was answered before is answered by the RRC at
 * once. (2) Otherwise its vector is asked for, and the RRC may answer by cosine. (3) Otherwise, where there are entries that
 * this node's part of the RRC does not hold, the other nodes' parts are asked, and waited for so long and no longer. (4)
 * Otherwise the words are searched, and what the words and the vector found in STM and LTM is the context. An encoder that
 * fails costs the vector's share of the context, an index that fails the words' share.
 *
 * <p>Nothing is persisted. {@code Publish} addresses the node's own encoder and lexical index.
 */
public final class RecallCore {

    private static final int PAGE_CHARS = 32_000;

    private final RecallSettings settings;
    private final String self;
    private final ShardedCache cache;
    private final ShardSearch shards;
    private final Holdings holdings;
    private final EarlyQuestions early;
    private final CatchUp catchUp;
    private final Outdated outdated;

    /** Those before the one in use, until nothing is outdated any more. */
    private final TreeSet<String> earlier = new TreeSet<>();

    private String encoder;
    private final Map<Long, Lookup> lookups = new TreeMap<>();

    private long asked;
    private long verbatimHits;
    private long nearHits;
    private long shardHits;
    private long shardLookups;
    private long shardLate;
    private long misses;
    private long shortTermHits;
    private long longTermHits;
    private long nothing;

    private record Lookup(Question question, Optional<Probe> vectors) {}

    /** The effects of one message, in order. */
    private static final class Effects {
        private final List<Effect<Void, RecallMessage, RecallMessage>> list = new ArrayList<>();

        void reply(long ticket, Found found) {
            list.add(new Effect.Send<>(new Party.Asker(ticket), new RecallMessage.Reply(found)));
        }

        void send(Party to, RecallMessage message) {
            list.add(new Effect.Send<>(to, message));
        }

        void schedule(String key, Duration delay, RecallMessage message) {
            list.add(new Effect.Schedule<>(key, delay, message));
        }

        void publish(RecallMessage message) {
            list.add(new Effect.Publish<>(message));
        }

        void encode(Purpose purpose, String text) {
            publish(new RecallMessage.Encode(purpose, text, Collections.emptySortedSet()));
        }
    }

    /**
     * @param self the node's name
     * @param encoder that makes vectors at first
     */
    public RecallCore(String self, String encoder, RecallSettings settings) {
        this.settings = settings;
        this.self = self;
        this.holdings = new Holdings(settings);
        this.encoder = encoder;
        this.outdated = new Outdated(settings.refreshBatch());
        this.cache = new ShardedCache(self, settings, holdings);
        this.shards = new ShardSearch(self);
        this.early = new EarlyQuestions(settings.early(), settings.earlyFor());
        this.catchUp = new CatchUp(self, settings.page());
    }

    public List<Effect<Void, RecallMessage, RecallMessage>> on(RecallMessage message, Instant now) {
        Effects effects = new Effects();
        switch (message) {
            case RecallMessage.Ask ask -> onAsk(ask, now, effects);
            case RecallMessage.Answered(String question, Hash commitment) ->
                onAnswered(new Taught(question, commitment), now, effects);
            case RecallMessage.Heard(MemoryNews news) -> onNews(news, now, effects);
            case RecallMessage.Encoded(Purpose purpose, List<Embedding> made) -> onEncoded(purpose, made, now, effects);
            case RecallMessage.Switched(String next) -> onSwitched(next, effects);
            case RecallMessage.Refresh() -> refresh(effects);
            case RecallMessage.Searched searched -> onSearched(searched, effects);
            case RecallMessage.EncodeAgain() -> encodeAgain(effects);
            case RecallMessage.Tell(List<Taught> taught) -> taught.forEach(one -> learn(one, Why.TOLD, now, effects));
            case RecallMessage.InReach(var names) -> onReach(names, effects);
            case RecallMessage.Rebalance() -> onRebalance(now, effects);
            case RecallMessage.AskShard ask -> onAskShard(ask, now, effects);
            case RecallMessage.ShardAnswer answer -> {
                if (shards.answered(answer)) concludeShards(answer.ticket(), now, effects);
            }
            case RecallMessage.ShardsLate(long ticket) -> {
                if (!shards.isOpen(ticket)) break;
                shardLate++;
                concludeShards(ticket, now, effects);
            }
            case RecallMessage.Keep keep -> onKeep(keep, now, effects);
            case RecallMessage.Kept(String from, List<Hash> commitments) -> cache.kept(from, commitments);
            case RecallMessage.Overdue(long request) ->
                catchUp.overdue(request).ifPresent(asked -> want(asked, effects));
            case RecallMessage.Want want -> onWant(want, effects);
            case RecallMessage.Page page -> onPage(page, now, effects);
            case RecallMessage.Reply _, RecallMessage.Encode _, RecallMessage.Search _ -> throw said(message);
            case RecallMessage.Index _, RecallMessage.Unindex _, RecallMessage.Purge _ -> throw said(message);
        }
        return effects.list;
    }

    public RecallStatistics statistics() {
        return new RecallStatistics(
                asked,
                verbatimHits,
                nearHits,
                shardHits,
                misses,
                shortTermHits,
                longTermHits,
                nothing,
                cache.localSize(),
                cache.localQuestions(),
                cache.shardSize(),
                cache.shardQuestions(),
                shardLookups,
                shardLate,
                holdings.shortTermSize(),
                holdings.longTermSize(),
                early.size(),
                holdings.unencoded(),
                outdated.size() + holdings.shortTermNotOf(encoder),
                encoder);
    }

    // ---- looking up

    private void onAsk(RecallMessage.Ask ask, Instant now, Effects effects) {
        asked++;
        Optional<Found.Hit> hit = cache.verbatim(ask.question(), now).flatMap(this::hit);
        if (hit.isPresent()) {
            verbatimHits++;
            effects.reply(ask.ticket(), hit.get());
            return;
        }
        lookups.put(ask.ticket(), new Lookup(Question.of(ask.question()), Optional.empty()));
        effects.publish(
                new RecallMessage.Encode(new Purpose.ForLookup(ask.ticket()), ask.question(), earlierEncoders()));
    }

    private void onLookupEncoded(long ticket, Optional<Probe> vectors, Instant now, Effects effects) {
        Lookup lookup = lookups.remove(ticket);
        if (lookup == null) return;
        Question question = lookup.question();
        Optional<Found.Hit> hit = vectors.flatMap(present -> cache.nearest(question, present, now))
                .flatMap(this::hit);
        if (hit.isPresent()) {
            nearHits++;
            effects.reply(ticket, hit.get());
            return;
        }
        lookups.put(ticket, new Lookup(question, vectors));
        if (cache.mayBeElsewhere()) askShards(ticket, question, vectors, effects);
        else search(ticket, question, effects);
    }

    private void search(long ticket, Question question, Effects effects) {
        misses++;
        effects.publish(new RecallMessage.Search(ticket, question.terms(), settings.depth()));
    }

    private void askShards(long ticket, Question question, Optional<Probe> vectors, Effects effects) {
        shardLookups++;
        shards.begin(ticket);
        effects.send(
                new Party.Others(),
                new RecallMessage.AskShard(
                        self,
                        ticket,
                        question.text(),
                        vectors.map(Probe::embeddings).orElse(List.of())));
        effects.schedule("shards:" + ticket, settings.shardWait(), new RecallMessage.ShardsLate(ticket));
    }

    private void onAskShard(RecallMessage.AskShard ask, Instant now, Effects effects) {
        Optional<ShardHit> hit = cache.verbatim(ask.question(), now)
                .or(() -> cache.nearest(Question.of(ask.question()), Probe.of(ask.vectors()), now))
                .map(match -> new ShardHit(
                        match.entry().commitment(),
                        match.cosine(),
                        match.verbatim(),
                        cache.taught(match.entry().commitment())));
        effects.send(new Party.Node(ask.from()), new RecallMessage.ShardAnswer(self, ask.ticket(), hit));
    }

    /**
     * Another node's word counts only for which entry answers: what it says, and whether it holds, this node knows itself.
     * The entry is taken into the local part with its questions, for it has been asked for here.
     */
    private void concludeShards(long ticket, Instant now, Effects effects) {
        effects.list.add(new Effect.Cancel<>("shards:" + ticket));
        Optional<ShardSearch.Best> best = shards.end(ticket);
        Lookup lookup = lookups.get(ticket);
        if (lookup == null) return;
        Optional<Found.Hit> found = best.filter(one -> one.hit().cosine() >= settings.minCosine())
                .flatMap(one -> holdings.entry(one.hit().commitment())
                        .filter(cache::mayAnswer)
                        .flatMap(entry ->
                                hit(entry, one.hit().cosine(), one.hit().verbatim(), Optional.of(one.node()))));
        if (found.isEmpty()) {
            search(ticket, lookup.question(), effects);
            return;
        }
        shardHits++;
        lookups.remove(ticket);
        effects.reply(ticket, found.get());
        Hash commitment = found.get().entry().commitment();
        holdings.vector(commitment)
                .ifPresent(vector -> hand(cache.adopt(found.get().entry(), vector, now), effects));
        best.get().hit().taught().forEach(taught -> learn(taught, Why.ASKED_HERE, now, effects));
    }

    private void onSearched(RecallMessage.Searched searched, Effects effects) {
        Lookup lookup = lookups.remove(searched.ticket());
        if (lookup == null) return;
        List<LexicalIndex.Ranked> words =
                searched.found().map(LexicalIndex.Ranking::ranked).orElse(List.of());
        Map<String, Double> weights =
                searched.found().map(LexicalIndex.Ranking::weights).orElse(Map.of());
        List<Candidate> candidates = holdings.candidates(words, lookup.vectors());
        if (candidates.stream().anyMatch(one -> one.tier() == Tier.STM)) shortTermHits++;
        if (candidates.stream().anyMatch(one -> one.tier() == Tier.LTM)) longTermHits++;
        if (candidates.isEmpty()) nothing++;
        effects.reply(searched.ticket(), new Found.Context(candidates, weights));
    }

    /** What the cache found as an answer; none when the entry is contested and nobody here knows by what. */
    private Optional<Found.Hit> hit(RapidRetrievalCache.Match match) {
        return hit(match.entry(), match.cosine(), match.verbatim(), Optional.empty());
    }

    private Optional<Found.Hit> hit(LongTermEntry entry, double cosine, boolean verbatim, Optional<String> shardOf) {
        Optional<LongTermEntry> counterpart = holdings.counterpart(entry);
        if (entry.standing() == LongTermEntry.Standing.CONTESTED && counterpart.isEmpty()) return Optional.empty();
        return Optional.of(new Found.Hit(entry, entry.confidence(), cosine, verbatim, shardOf, counterpart));
    }

    // ---- what happened to memory

    private void onNews(MemoryNews news, Instant now, Effects effects) {
        switch (news) {
            case MemoryNews.Remembered remembered -> {
                MemoryKey key = holdings.remember(remembered.claim(), remembered.vector());
                effects.publish(new RecallMessage.Index(
                        key,
                        remembered.claim().claim().text(),
                        remembered.claim().heading(),
                        remembered.claim().source().uri()));
            }
            case MemoryNews.Forgotten(Hash claimId) -> {
                if (holdings.forget(claimId))
                    effects.publish(new RecallMessage.Unindex(new MemoryKey(Tier.STM, claimId)));
            }
            case MemoryNews.Learned(LongTermEntry entry) -> onLearned(entry, now, effects);
            case MemoryNews.Erased(Hash commitment, Hash claimId) -> {
                cache.remove(commitment);
                early.drop(commitment);
                if (holdings.erase(commitment))
                    effects.publish(new RecallMessage.Unindex(new MemoryKey(Tier.LTM, commitment)));
                effects.publish(new RecallMessage.Purge());
            }
        }
    }

    private void onLearned(LongTermEntry entry, Instant now, Effects effects) {
        Hash commitment = entry.commitment();
        MemoryKey key = new MemoryKey(Tier.LTM, commitment);
        switch (holdings.learn(entry)) {
            case NEW -> {
                effects.publish(new RecallMessage.Index(
                        key,
                        entry.claim().text(),
                        entry.heading(),
                        entry.sources().getFirst().uri()));
                effects.encode(new Purpose.ForEntry(commitment), entry.claim().text());
            }
            case CHANGED ->
                holdings.vector(commitment).ifPresent(vector -> hand(cache.index(entry, vector, now), effects));
            case GONE -> {
                cache.remove(commitment);
                effects.publish(new RecallMessage.Unindex(key));
            }
            case ABSENT -> {}
        }
    }

    private void onEncoded(Purpose purpose, List<Embedding> made, Instant now, Effects effects) {
        Optional<Embedding> vector = made.stream().findFirst();
        boolean again = outdated.isUnderWay(purpose);
        outdated.ended(purpose);
        switch (purpose) {
            case Purpose.ForLookup(long ticket) ->
                onLookupEncoded(ticket, vector.map(any -> Probe.of(made)), now, effects);
            // what has a vector keeps it until the encoder works
            case Purpose.ForEntry _ when again && vector.isEmpty() -> {}
            case Purpose.ForEntry(Hash commitment) -> onEntryEncoded(commitment, vector, now, effects);
            case Purpose.ForTaught(Taught taught, Why why) ->
                vector.ifPresent(present -> teach(taught, present, why, now, effects));
        }
        if (purpose instanceof Purpose.ForLookup) return;
        boolean late = vector.isPresent() && !vector.get().isOf(encoder);
        if (late) earlier.add(vector.get().encoder());
        if (late || again && vector.isEmpty()) outdated.add(List.of(purpose));
        if (late || again) refreshLater(vector.isEmpty() ? settings.encodeRetry() : settings.refreshPause(), effects);
    }

    // ---- another encoder

    private void onSwitched(String next, Effects effects) {
        if (next.equals(encoder)) return;
        earlier.add(encoder);
        encoder = next;
        outdated.add(holdings.longTermNotOf(encoder).stream()
                .map(Purpose.ForEntry::new)
                .toList());
        outdated.add(cache.taughtNotOf(encoder).stream()
                .map(taught -> new Purpose.ForTaught(taught, Why.HANDED_OVER))
                .toList());
        refresh(effects);
    }

    /** Encodes the next batch anew; questions, which come first at the encoder, find every vector all the while. */
    private void refresh(Effects effects) {
        for (Purpose one : outdated.next())
            textOf(one).ifPresentOrElse(text -> effects.encode(one, text), () -> {
                outdated.ended(one);
                refreshLater(settings.refreshPause(), effects);
            });
        if (outdated.size() == 0) earlier.clear();
    }

    private void refreshLater(Duration pause, Effects effects) {
        effects.schedule("refresh", pause, new RecallMessage.Refresh());
    }

    /** What is to be encoded for {@code one}; empty when it is gone. */
    private Optional<String> textOf(Purpose one) {
        return switch (one) {
            case Purpose.ForEntry(Hash commitment) ->
                holdings.entry(commitment).filter(Holdings::holds).map(entry -> entry.claim()
                        .text());
            case Purpose.ForTaught(Taught taught, Why _) ->
                Optional.of(taught.question()).filter(question -> cache.knows(question, taught.commitment()));
            case Purpose.ForLookup _ -> Optional.empty();
        };
    }

    /** The encoders, beside the one in use, by which a question must be encoded to find all that is here. */
    SortedSet<String> earlierEncoders() {
        TreeSet<String> all = new TreeSet<>(earlier);
        all.addAll(holdings.encoders());
        all.remove(encoder);
        return all;
    }

    // ---- vectors that came

    private void onEntryEncoded(Hash commitment, Optional<Embedding> vector, Instant now, Effects effects) {
        if (vector.isEmpty()) {
            holdings.notEncoded(commitment);
            effects.schedule("encode-again", settings.encodeRetry(), new RecallMessage.EncodeAgain());
            return;
        }
        Optional<LongTermEntry> entry = holdings.encoded(commitment, vector.get());
        if (entry.isEmpty()) return;
        hand(cache.index(entry.get(), vector.get(), now), effects);
        for (Taught taught : early.take(commitment, now))
            effects.encode(new Purpose.ForTaught(taught, Why.HANDED_OVER), taught.question());
    }

    private void encodeAgain(Effects effects) {
        for (LongTermEntry entry : holdings.takeNotEncoded())
            effects.encode(
                    new Purpose.ForEntry(entry.commitment()), entry.claim().text());
    }

    // ---- taught questions

    private void onAnswered(Taught taught, Instant now, Effects effects) {
        if (learn(taught, Why.ASKED_HERE, now, effects))
            effects.send(new Party.Others(), new RecallMessage.Tell(List.of(taught)));
    }

    /** Sets about learning; false when there is nothing to learn. */
    private boolean learn(Taught taught, Why why, Instant now, Effects effects) {
        String question = taught.question();
        if (question.length() > settings.maxQuestionChars() || cache.knows(question, taught.commitment())) return false;
        Optional<LongTermEntry> entry = holdings.entry(taught.commitment());
        if (entry.isPresent() && !cache.mayAnswer(entry.get())) return false;
        if (entry.isEmpty() || holdings.vector(taught.commitment()).isEmpty()) early.add(taught, now);
        else if (cache.wants(taught.commitment(), why)) effects.encode(new Purpose.ForTaught(taught, why), question);
        return true;
    }

    private void teach(Taught taught, Embedding asked, Why why, Instant now, Effects effects) {
        Optional<LongTermEntry> entry = holdings.entry(taught.commitment());
        Optional<Embedding> own = holdings.vector(taught.commitment());
        if (entry.isEmpty() || own.isEmpty() || !cache.mayAnswer(entry.get())) return;
        hand(cache.teach(entry.get(), own.get(), Question.of(taught.question()), asked, why, now), effects);
    }

    // ---- shards of nodes that come and go

    private void onReach(SortedSet<String> names, Effects effects) {
        shards.reach(names);
        if (cache.reach(names)) effects.schedule("rebalance", settings.shardPause(), new RecallMessage.Rebalance());
        catchUp.reach(names).ifPresent(asked -> want(asked, effects));
    }

    private void onRebalance(Instant now, Effects effects) {
        hand(cache.rebalance(now), effects);
        if (cache.isRebalancing()) effects.schedule("rebalance", settings.shardPause(), new RecallMessage.Rebalance());
    }

    private void onKeep(RecallMessage.Keep keep, Instant now, Effects effects) {
        TreeSet<Hash> kept = new TreeSet<>();
        for (Taught taught : keep.taught()) {
            learn(taught, Why.HANDED_OVER, now, effects);
            kept.add(taught.commitment());
        }
        effects.send(new Party.Node(keep.from()), new RecallMessage.Kept(self, List.copyOf(kept)));
    }

    /** In messages of a page each. All questions of one entry go in one, for what is kept is told by entry. */
    private void hand(List<ShardedCache.Handover> handovers, Effects effects) {
        for (ShardedCache.Handover handover : handovers) {
            List<Taught> page = new ArrayList<>();
            int chars = 0;
            for (Taught taught : handover.taught()) {
                boolean next = !page.isEmpty() && !page.getLast().commitment().equals(taught.commitment());
                if (next && (page.size() >= settings.page() || chars > PAGE_CHARS)) {
                    effects.send(new Party.Node(handover.to()), new RecallMessage.Keep(self, List.copyOf(page)));
                    page.clear();
                    chars = 0;
                }
                page.add(taught);
                chars += taught.question().length();
            }
            effects.send(new Party.Node(handover.to()), new RecallMessage.Keep(self, List.copyOf(page)));
        }
    }

    private void want(CatchUp.Asked asked, Effects effects) {
        effects.send(new Party.Node(asked.peer()), asked.want());
        effects.schedule(
                "catch-up",
                settings.pageTimeout(),
                new RecallMessage.Overdue(asked.want().request()));
    }

    private void onWant(RecallMessage.Want want, Effects effects) {
        int max = Math.clamp(want.max(), 1, settings.page());
        List<Taught> taught = cache.taughtAfter(want.after(), max, PAGE_CHARS);
        boolean last = taught.isEmpty()
                || cache.taughtAfter(Question.normalise(taught.getLast().question()), 1, PAGE_CHARS)
                        .isEmpty();
        effects.send(new Party.Node(want.from()), new RecallMessage.Page(want.request(), taught, last));
    }

    private void onPage(RecallMessage.Page page, Instant now, Effects effects) {
        if (!catchUp.expects(page)) return;
        for (Taught taught : page.taught()) learn(taught, Why.TOLD, now, effects);
        catchUp.arrived(page)
                .ifPresentOrElse(
                        asked -> want(asked, effects), () -> effects.list.add(new Effect.Cancel<>("catch-up")));
    }

    private static IllegalArgumentException said(RecallMessage message) {
        return new IllegalArgumentException(
                "recall says this and is never told it: " + message.getClass().getSimpleName());
    }
}
