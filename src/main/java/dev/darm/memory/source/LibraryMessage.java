package dev.darm.memory.source;

import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What the library's core is told and what it says; the actor maps actor references to parties and tickets. */
public sealed interface LibraryMessage {

    // ---- told by this node

    /** Take a document in. Answered by {@link FeedReply}. */
    record Feed(Document document, long ticket) implements LibraryMessage {}

    /** A passage by its hash, from here or from another node. Answered by {@link Found}. */
    record WantPassage(Hash passage, long ticket) implements LibraryMessage {}

    /** A version of a document by its content hash. Answered by {@link Found}. */
    record WantDocument(Hash content, long ticket) implements LibraryMessage {}

    /** The nodes in reach, this one included. */
    record InReach(SortedSet<String> names) implements LibraryMessage {}

    /** The heads are others now: those who decide the next block. */
    record HeadsAre(SortedSet<String> names) implements LibraryMessage {}

    /** The agent is through with this version. */
    record StudyDone(Hash content) implements LibraryMessage {}

    /** The agent could not finish; the document is given to it again after a pause. */
    record StudyFailed(Hash content) implements LibraryMessage {}

    /** A request to another node took too long. */
    record Overdue(long request) implements LibraryMessage {}

    /** Look again for documents that wait for a steward. */
    record Review() implements LibraryMessage {}

    // ---- from and to the libraries of other nodes

    /** Keep this document too. Answered by {@link KeptToo}. */
    record Keep(String from, Document document, List<String> custodians, Instant at)
            implements LibraryMessage, WireMessage {}

    record KeptToo(String by, Hash content) implements LibraryMessage, WireMessage {}

    /** What {@code from} keeps: so that a document fed elsewhere is known, and how many nodes have it. */
    record Catalogue(String from, List<Entry> entries) implements LibraryMessage, WireMessage {}

    /** A version of a document, in a catalogue. */
    record Entry(String uri, Hash content, Instant at) {}

    /** Send me the passage, or the document when {@code document} is set. Answered by {@link Here}. */
    record Ask(String from, long request, Hash hash, boolean document) implements LibraryMessage, WireMessage {}

    /** The answer to {@link Ask}; both empty when it is not kept here. */
    record Here(long request, Optional<Passage> passage, Optional<Document> document)
            implements LibraryMessage, WireMessage {}

    // ---- said to whoever asked, and to this node's agent

    /** How feeding went. */
    record FeedReply(Outcome outcome, Hash content, int copies, String reason) implements LibraryMessage {}

    /** What became of a fed document. */
    enum Outcome {
        /** New, or a new version: durable on {@code copies} nodes. */
        ACCEPTED,
        /** This version was here before. */
        UNCHANGED,
        /** Not acknowledged; the reason says why. Feeding it again is safe. */
        FAILED
    }

    /** Where an answer lies in this node's log, for the shell to read and send. */
    record Located(long request, Optional<Place> place, boolean document) implements LibraryMessage {}

    /** Send another node a {@link Keep} of the version that lies at {@code place}. */
    record Copy(Place place, List<String> custodians, Instant at) implements LibraryMessage {}

    /** What came from another node. */
    record Found(Optional<Passage> passage, Optional<Document> document) implements LibraryMessage {}

    /** Study this version; {@code previous} is the one before it, if this node knows one. */
    record Study(Place place, Hash content, Optional<Hash> previous) implements LibraryMessage {}

    /** A record of this node's log, and the passage in its document ({@code -1}: the whole document). */
    record Place(long record, int passage) {}
}
