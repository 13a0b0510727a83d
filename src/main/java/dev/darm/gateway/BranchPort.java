package dev.darm.gateway;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the endpoints ask of the branches of the node; the records are the JSON that users see, as in {@link GatewayPort}. */
public interface BranchPort {

    CompletionStage<BranchesView> all();

    /**
     * Appends {@code values} of a kind, in their order; completes when they are durable on this node.
     *
     * @param kind a rule ({@code text}, {@code set}, …), and for one of its further kinds a slash and 0 to 15
     */
    CompletionStage<AppendedView> append(String branch, String kind, List<Object> values);

    /** At most {@code limit} records in the order of this node's copy, from number {@code from}; empty for no branch. */
    CompletionStage<Optional<List<RecordView>>> records(String branch, long from, int limit);

    CompletionStage<Optional<RecordView>> record(String branch, String id);

    /** What the concurrent heads come to; empty for no branch, or one without heads. */
    CompletionStage<Optional<MergeView>> merge(String branch);

    /** The proof that a record is anchored in the chain; refused when there is none yet. */
    CompletionStage<BranchProofView> proof(String branch, String id);

    /**
     * @param batches how many batches this node signed
     * @param pending how many of them are not anchored in the chain yet
     */
    record BranchesView(List<BranchView> branches, long batches, long pending) {}

    /**
     * @param sealed records in segments that no longer change
     * @param waiting records that wait for ancestors
     * @param equivocators authors that were caught
     */
    record BranchView(
            String name, long records, long sealed, int inMemory, int waiting, List<String> heads, int equivocators) {}

    record AppendedView(String branch, List<String> ids) {}

    /**
     * @param author the name of its node, or its key
     * @param value the payload as its kind demands; hexadecimal where it cannot be read so
     */
    record RecordView(
            String id,
            String branch,
            String author,
            long sequence,
            String time,
            @Nullable String previous,
            List<String> parents,
            String kind,
            Object value) {}

    /**
     * @param excluded authors that contradicted themselves, whose heads count for nothing
     * @param contested whether anything is left side by side
     */
    record MergeView(
            String branch,
            String id,
            String time,
            List<String> heads,
            List<String> excluded,
            List<String> unreadable,
            boolean contested,
            List<SortedMap<String, Object>> sections) {}

    /** The proof's canonical bytes in hexadecimal and their number, and where the anchor stands. */
    record BranchProofView(String branch, String id, long height, int bytes, String proof) {}
}
