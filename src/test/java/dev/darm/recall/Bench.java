package dev.darm.recall;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.Encoder;
import dev.darm.encoding.NgramEncoder;
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
    private final Encoder encoder;
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
        this.core = new RecallCore(self, 512, settings);
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

    public float[] vector(String text) {
        return encoder.encode(text).toCompletableFuture().join();
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
            case RecallMessage.Encode(RecallMessage.Purpose purpose, String text) ->
                tell(new RecallMessage.Encoded(purpose, encoderFails ? Optional.empty() : Optional.of(vector(text))));
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
