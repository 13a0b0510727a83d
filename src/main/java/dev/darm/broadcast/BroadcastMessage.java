package dev.darm.broadcast;

import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.codec.WireMessage;
import java.util.List;

/** What broadcasters of different nodes say to each other. {@code from} is the name of the node that sends. */
public sealed interface BroadcastMessage extends WireMessage {

    /** Members that one message may name. */
    int MAX_BELOW = 4_096;

    /** Items that one message announces. */
    int MAX_HELD = 256;

    String from();

    /**
     * A copy: what the item is, and its first chunk. The others are asked for by {@link Want}.
     *
     * @param below the members that the receiver is to serve, at most {@link #MAX_BELOW}
     */
    record Push(String from, Manifest item, Octets first, List<String> below) implements BroadcastMessage {
        public Push {
            requireAtMost("members", below.size(), MAX_BELOW);
            below = List.copyOf(below);
        }
    }

    /**
     * Send {@code count} chunks from the chunk {@code first} on, at most {@link BroadcastCore#WINDOW}; with a count of 0 what the
     * item is, by {@link Push}. Answered by {@link Piece}s or {@link Gone}, or not at all by who has too much to do.
     */
    record Want(String from, Hash id, int first, int count) implements BroadcastMessage {}

    /** One chunk. */
    record Piece(String from, Hash id, int chunk, Octets bytes) implements BroadcastMessage {}

    /** The sender does not have the item. */
    record Gone(String from, Hash id) implements BroadcastMessage {}

    /** The sender has these items, at most {@link #MAX_HELD}. */
    record Holds(String from, List<Holding> items) implements BroadcastMessage {
        public Holds {
            requireAtMost("items", items.size(), MAX_HELD);
            items = List.copyOf(items);
        }
    }

    /** An item by its kind and id. */
    record Holding(String kind, Hash id) {
        public Holding {
            Manifest.requireKind(kind);
        }
    }

    private static void requireAtMost(String what, int count, int limit) {
        if (count > limit)
            throw new IllegalArgumentException("a message names at most " + limit + " " + what + ", not " + count);
    }
}
