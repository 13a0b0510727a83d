package dev.darm.recall;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.Encoder;
import dev.darm.encoding.NgramEncoder;
import dev.darm.memory.Embedding;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.MemoryNews;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.lucene.store.ByteBuffersDirectory;

/** A recall core with a real encoder and a real lexical index, run to the end of each message, without any actor. */
public final class Bench implements AutoCloseable {

    private final RecallCore core;
    private Encoder encoder;
    private final List<Encoder> earlier = new ArrayList<>();
    private final List<RecallMessage.Encode> held = new ArrayList<>();
    private boolean holdsBack;
    private boolean refreshDue;
    private final LexicalIndex index;
    private final List<Found> replies = new ArrayList<>();
    private final List<Effect.Send<Void, RecallMessage, RecallMessage>> sent = new ArrayList<>();
    private final TreeMap<String, RecallMessage> timers = new TreeMap<>();
    private boolean encoderFails;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    public Bench() throws IOException {
        this("a", settings(""));
    }

    public Bench(String self, RecallSettings settings) throws IOException {
        this.encoder = new NgramEncoder(512, CorpusStatistics.PRIOR);
        this.core = new RecallCore(self, encoder.version(), settings);
        this.index = new LexicalIndex(new ByteBuffersDirectory());
    }

    public static RecallSettings settings(String override) {
        return RecallSettings.of(config(override));
    }

    public static Config config(String override) {
        return ConfigFactory.parseString(override)
                .withFallback(ConfigFactory.parseResources("reference/recall.conf"))
                .withFallback(ConfigFactory.parseResources("reference/memory.conf"))
                .resolve()
                .getConfig("darm");
    }

    public Found ask(String question) throws IOException {
        tell(new RecallMessage.Ask(question, 1));
        return replies.removeLast();
    }

    public void learn(LongTermEntry entry) throws IOException {
        tell(new RecallMessage.Heard(new MemoryNews.Learned(entry)));
    }

    public void remember(ExtractedClaim claim) throws IOException {
        tell(new RecallMessage.Heard(
                new MemoryNews.Remembered(claim, vector(claim.claim().text()), 0.5)));
    }

    public void encoderFails(boolean fails) {
        this.encoderFails = fails;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public Embedding vector(String text) {
        return encoder.embed(text).toCompletableFuture().join();
    }

    /** A block changed the statistics. */
    public void switchTo(Encoder next) throws IOException {
        earlier.add(encoder);
        encoder = next;
        tell(new RecallMessage.Switched(next.version()));
    }

    /** Lets the encoder answer questions only, or all that waits. */
    public void holdBack(boolean holds) throws IOException {
        holdsBack = holds;
        List<RecallMessage.Encode> waiting = List.copyOf(held);
        held.clear();
        if (!holds) for (RecallMessage.Encode one : waiting) order(one);
    }

    /** Until nothing has a vector of an earlier encoder; how many batches that took. */
    public int refresh() throws IOException {
        int batches = 0;
        while (refreshDue) {
            refreshDue = false;
            tell(new RecallMessage.Refresh());
            batches++;
        }
        return batches;
    }

    private List<Embedding> made(RecallMessage.Encode order) {
        List<Embedding> made = new ArrayList<>(List.of(vector(order.text())));
        for (Encoder one : earlier)
            if (order.also().contains(one.version()))
                made.add(one.embed(order.text()).toCompletableFuture().join());
        return made;
    }

    public RecallStatistics statistics() {
        return core.statistics();
    }

    /** The replies to lookups that were not taken yet, the oldest first. */
    public List<Found> replies() {
        List<Found> all = List.copyOf(replies);
        replies.clear();
        return all;
    }

    /** Lets the timers run out whose keys start so; false when there are none. */
    public boolean fire(String keyStart) throws IOException {
        List<String> due =
                timers.keySet().stream().filter(key -> key.startsWith(keyStart)).toList();
        for (String key : due) {
            RecallMessage message = timers.remove(key);
            if (message != null) tell(message);
        }
        return !due.isEmpty();
    }

    /** What was sent to other nodes since the last call. */
    public List<Effect.Send<Void, RecallMessage, RecallMessage>> sent() {
        List<Effect.Send<Void, RecallMessage, RecallMessage>> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    public void tell(RecallMessage message) throws IOException {
        for (Effect<Void, RecallMessage, RecallMessage> effect : core.on(message, now)) {
            if (effect instanceof Effect.Schedule<Void, RecallMessage, RecallMessage> later
                    && later.message() instanceof RecallMessage.Refresh) refreshDue = true;
            if (effect instanceof Effect.Publish<Void, RecallMessage, RecallMessage>(RecallMessage order)) order(order);
            if (effect instanceof Effect.Schedule<Void, RecallMessage, RecallMessage> later)
                timers.put(later.key(), later.message());
            if (effect instanceof Effect.Cancel<Void, RecallMessage, RecallMessage>(String key)) timers.remove(key);
            if (effect instanceof Effect.Send<Void, RecallMessage, RecallMessage> send) {
                if (send.to() instanceof Party.Asker && send.message() instanceof RecallMessage.Reply(Found found))
                    replies.add(found);
                else sent.add(send);
            }
        }
    }

    private void order(RecallMessage order) throws IOException {
        switch (order) {
            case RecallMessage.Encode encode
            when holdsBack && !(encode.purpose() instanceof RecallMessage.Purpose.ForLookup) -> held.add(encode);
            case RecallMessage.Encode encode ->
                tell(new RecallMessage.Encoded(encode.purpose(), encoderFails ? List.of() : made(encode)));
            case RecallMessage.Search(long ticket, List<String> terms, int depth) ->
                tell(new RecallMessage.Searched(ticket, Optional.of(index.search(terms, depth))));
            case RecallMessage.Index(MemoryKey key, String claim, String heading, String uri) ->
                index.put(key, claim, heading, uri);
            case RecallMessage.Unindex(MemoryKey key) -> index.remove(key);
            case RecallMessage.Purge() -> index.purge();
            default -> throw new AssertionError("not an order: " + order);
        }
    }

    @Override
    public void close() throws IOException {
        index.close();
    }
}
