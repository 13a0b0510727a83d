package dev.darm.gateway;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.ledger.LogQuestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints ask of the node. The records are the JSON that users see: times are ISO 8601 in UTC, hashes are
 * hexadecimal, probabilities and confidences lie in 0 to 1; an absent value is left out.
 *
 * <p>A stage that fails with {@link Refusal} becomes that error; one that fails otherwise becomes a 500 and is logged.
 */
public interface GatewayPort {

    CompletionStage<AnswerView> ask(String question);

    /** Completes when the document is durable on two nodes (one when the node is alone), or was refused. */
    CompletionStage<Receipt> ingest(Feed document);

    /** Whether an answer of that id is remembered. */
    CompletionStage<Boolean> feedback(String answerId, Vote vote);

    /** At most {@code limit} entries of one tier (or all tiers), the best match or the newest first. */
    CompletionStage<List<MemoryView>> memory(Optional<Tier> tier, String text, int limit);

    /** The entry whose id (commitment or claim id) this is. */
    CompletionStage<Optional<MemoryView>> memoryEntry(String id);

    /** Gives the ledger a signed change of the validators, its canonical bytes in hexadecimal. */
    CompletionStage<ChangeView> changeValidators(String change);

    /** Gives the ledger evidence against a validator, its canonical bytes in hexadecimal. */
    CompletionStage<ChangeView> accuse(String evidence);

    /** Has a quorum of heads forget the entry of long-term memory with that id (commitment or claim id), for good. */
    CompletionStage<ForgottenView> forget(String id, Reason reason);

    CompletionStage<ChainView> chain();

    CompletionStage<Optional<BlockView>> block(long height);

    /** The block of {@code height} as a light client needs it; empty when there is none. */
    CompletionStage<Optional<LightView>> light(long height);

    /** The blocks from {@code height} on, as many as fit in an answer; none beyond the last. */
    CompletionStage<BlocksView> blocks(long height);

    /** What the log of the chain's headers answers; empty when it has no such thing. */
    CompletionStage<Optional<ByteString>> log(LogQuestion question);

    /** The proof that a payload stands in the chain; empty when it does not. */
    CompletionStage<Optional<ProofView>> proof(long height, int position);

    /** Checks every block of this node's chain from the genesis on. */
    CompletionStage<ChainCheck> verifyChain();

    /** The chain for who checks it or keeps a copy of it. */
    AuditPort audit();

    /** The branches of the node. */
    BranchPort branches();

    CompletionStage<StatusView> status();

    /** What happens on this node from now on; it never ends. */
    Source<EventView, NotUsed> events();

    /** What is fed: a URI that names it, its text, how to read it (from the URI's ending when absent), and its time. */
    record Feed(String uri, String text, Optional<Format> format, Optional<String> time) {}

    /** How the text of a document is read. */
    enum Format {
        /** Headings, lists, tables and paragraphs. */
        MARKDOWN,
        /** Paragraphs between blank lines. */
        TEXT,
        /** One JSON object a line: {@code text}, or {@code subject}, {@code relation} and {@code object}. */
        JSONL
    }

    /** What became of a document. */
    record Receipt(
            String uri,
            Outcome status,
            @Nullable String reason,
            @Nullable Integer passages) {

        public static Receipt skipped(String uri, String reason) {
            return new Receipt(uri, Outcome.SKIPPED, reason, null);
        }

        public static Receipt failed(String uri, String reason) {
            return new Receipt(uri, Outcome.FAILED, "not acknowledged: " + reason, null);
        }
    }

    /** The outcomes of feeding a document. */
    enum Outcome {
        /** It is new, or a new version, and durable. */
        ACCEPTED,
        /** This very version is already held. */
        UNCHANGED,
        /** It was not taken, and would not be if it were fed again; the reason says why. */
        SKIPPED,
        /** It could not be made durable, for the reason given; fed again later, it may be. */
        FAILED
    }

    /** A thumb. */
    enum Vote {
        UP,
        DOWN
    }

    /** Why something is to be forgotten. */
    enum Reason {
        /** No other reason is given. */
        REQUESTED,
        /** It is about a person, who may ask for that. */
        PERSONAL,
        /** It should not have been fed. */
        CONFIDENTIAL,
        /** A law or a court demands it. */
        LEGAL
    }

    /** What was forgotten: the commitments whose bodies can no longer be read, and the block that says so. */
    record ForgottenView(List<String> commitments, long height) {}

    /** Where something is remembered: rapid retrieval cache, short-term or long-term memory. */
    enum Tier {
        RRC,
        STM,
        LTM
    }

    /** Where an answer or an entry comes from. */
    record SourceView(
            String uri,
            int line,
            @Nullable String heading,
            @Nullable String passage) {}

    /**
     * An answer, or an abstention with its reason.
     *
     * @param tier the memory tier that served it; absent when it abstains
     * @param inference how it was found: {@code recalled}, {@code recalled:<node>} when the shard of another node
     *     had it, {@code extractive}, or {@code model:<name>}
     * @param unsupported words of the question for which memory holds nothing
     */
    record AnswerView(
            String id,
            @Nullable String text,
            boolean abstained,
            @Nullable String reason,
            List<String> unsupported,
            List<SourceView> sources,
            double confidence,
            @Nullable String tier,
            String inference,
            double latencyMs,
            String node) {}

    /**
     * A claim in memory.
     *
     * @param supersededBy the id of the claim that won against it, when its standing is SUPERSEDED
     */
    record MemoryView(
            String id,
            Tier tier,
            String text,
            List<SourceView> sources,
            double confidence,
            double salience,
            @Nullable String standing,
            @Nullable Long height,
            @Nullable String time,
            @Nullable String supersededBy) {}

    /** The chain as this node holds it, with its newest blocks, newest first. */
    record ChainView(
            String chainId,
            long height,
            @Nullable String tipHash,
            @Nullable String tipTime,
            List<ValidatorView> validators,
            List<BlockView> newest) {}

    /** A block; {@code roots} by section, {@code validators} and {@code nextValidators} as hashes of the sets. */
    record BlockView(
            long height,
            String hash,
            String previous,
            String time,
            String proposer,
            String validators,
            String nextValidators,
            SortedMap<String, String> roots,
            int round,
            List<String> signers,
            List<PayloadView> payloads) {}

    /** A payload: what it is, its size in bytes and its hash, and the claim that it promotes where it does. */
    record PayloadView(
            String kind, int bytes, String hash, @Nullable String claim) {}

    /** The outcome of checking the chain: all is well up to {@code height}, or the first fault. */
    record ChainCheck(
            boolean valid,
            long height,
            @Nullable String tipHash,
            @Nullable String fault) {}

    /** A header with what proves it, its canonical bytes in hexadecimal and their number. */
    record LightView(long height, int bytes, String block) {}

    /**
     * Blocks with their certificates in the order of their heights, each its canonical bytes in hexadecimal; none below {@code oldest},
     * the lowest that the node keeps whole.
     */
    record BlocksView(long chainHeight, long oldest, List<String> blocks) {}

    /** A proof: its canonical bytes in hexadecimal and their number, the payload's hash, and the hand-overs in it. */
    record ProofView(long height, int position, String payload, int bytes, int handovers, String proof) {}

    /** A change of the validators that waits for a block, or stands in one: its payload's hash, and what it does in words. */
    record ChangeView(String payload, String what) {}

    /** A validator of the next block and whether this node is in touch with it. */
    record ValidatorView(String name, String key, int power, boolean connected) {}

    /** A member of the cluster. */
    record MemberView(String name, String address, String status, List<String> roles, boolean reachable) {}

    /**
     * How the node does.
     *
     * @param waiting why the chain does not move, in words; absent when it moves or has nothing to do
     * @param encoder that makes vectors here, with the version of its corpus statistics
     * @param counts entries by store and other counters, by name
     * @param absent listed nodes that are not members
     */
    record StatusView(
            String node,
            String deployment,
            String version,
            boolean ready,
            long uptimeSeconds,
            List<MemberView> members,
            List<String> absent,
            List<ValidatorView> validators,
            long height,
            int round,
            String step,
            @Nullable String waiting,
            String encoder,
            Map<String, Long> counts) {}

    /** Something that happened: {@code block}, {@code learned}, {@code forgotten} or {@code member}; ids count up, a gap means missed events. */
    record EventView(long id, String type, Map<String, Object> data) {}
}
