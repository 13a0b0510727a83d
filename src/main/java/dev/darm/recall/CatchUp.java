package dev.darm.recall;

import dev.darm.recall.RecallMessage.Page;
import dev.darm.recall.RecallMessage.Taught;
import dev.darm.recall.RecallMessage.Want;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a node learns what it was not there to hear: whenever a peer comes into reach it is asked, page by page and one peer
 * at a time, for its taught questions. That serves a node that starts as well as one that comes back from a partition.
 */
final class CatchUp {

    private final String self;
    private final int page;
    private final TreeSet<String> inReach = new TreeSet<>();
    private final TreeSet<String> toAsk = new TreeSet<>();
    private Optional<Asked> asked = Optional.empty();
    private long lastRequest;

    CatchUp(String self, int page) {
        this.self = self;
        this.page = page;
    }

    /** A request that is under way. */
    record Asked(String peer, Want want) {}

    /** Learns who is in reach; returns the request to send, if there is none under way. */
    Optional<Asked> reach(SortedSet<String> names) {
        for (String name : names) {
            if (!name.equals(self) && !inReach.contains(name)) toAsk.add(name);
        }
        inReach.clear();
        inReach.addAll(names);
        toAsk.retainAll(inReach);
        if (asked.isPresent() && !inReach.contains(asked.get().peer())) asked = Optional.empty();
        return asked.isPresent() ? Optional.empty() : next();
    }

    /** Whether the page answers the request under way. */
    boolean expects(Page answer) {
        return asked.isPresent() && asked.get().want().request() == answer.request();
    }

    /** The request that follows an expected page. */
    Optional<Asked> arrived(Page answer) {
        if (answer.last() || answer.taught().isEmpty()) return next();
        Taught last = answer.taught().getLast();
        return ask(asked.orElseThrow().peer(), Question.normalise(last.question()));
    }

    /** The request to send when {@code request} took too long: to the next peer. */
    Optional<Asked> overdue(long request) {
        if (asked.isEmpty() || asked.get().want().request() != request) return Optional.empty();
        return next();
    }

    private Optional<Asked> next() {
        String peer = toAsk.pollFirst();
        if (peer != null) return ask(peer, "");
        asked = Optional.empty();
        return asked;
    }

    private Optional<Asked> ask(String peer, String after) {
        asked = Optional.of(new Asked(peer, new Want(self, ++lastRequest, after, page)));
        return asked;
    }
}
