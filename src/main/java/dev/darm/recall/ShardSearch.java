package dev.darm.recall;

import dev.darm.recall.RecallMessage.ShardAnswer;
import dev.darm.recall.RecallMessage.ShardHit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Questions that the shards of other nodes are asked, by ticket, and what came of them so far. */
final class ShardSearch {

    private final String self;
    private final Map<Long, Open> open = new TreeMap<>();
    private SortedSet<String> others = new TreeSet<>();

    private static final class Open {
        private final TreeSet<String> awaited;
        private Optional<Best> best = Optional.empty();

        private Open(SortedSet<String> awaited) {
            this.awaited = new TreeSet<>(awaited);
        }
    }

    /** A hit and the node that had it. */
    record Best(String node, ShardHit hit) {

        /** Verbatim before near, the nearest first, of equals the lower commitment. */
        private boolean beats(Best other) {
            if (hit.verbatim() != other.hit.verbatim()) return hit.verbatim();
            int byCosine = Double.compare(hit.cosine(), other.hit.cosine());
            return byCosine != 0 ? byCosine > 0 : hit.commitment().compareTo(other.hit.commitment()) < 0;
        }
    }

    ShardSearch(String self) {
        this.self = self;
    }

    void reach(SortedSet<String> names) {
        others = new TreeSet<>(names);
        others.remove(self);
    }

    void begin(long ticket) {
        open.put(ticket, new Open(others));
    }

    /** Takes an answer in; true when no other can better it, so that the search is over. */
    boolean answered(ShardAnswer answer) {
        Open search = open.get(answer.ticket());
        if (search == null || !search.awaited.remove(answer.from())) return false;
        Optional<Best> came = answer.hit().map(hit -> new Best(answer.from(), hit));
        if (came.isPresent() && (search.best.isEmpty() || came.get().beats(search.best.get()))) search.best = came;
        return search.awaited.isEmpty()
                || search.best.filter(best -> best.hit().verbatim()).isPresent();
    }

    /** Whether the search for {@code ticket} goes on. */
    boolean isOpen(long ticket) {
        return open.containsKey(ticket);
    }

    /** Ends the search; the best that came. */
    Optional<Best> end(long ticket) {
        Open search = open.remove(ticket);
        return search == null ? Optional.empty() : search.best;
    }
}
