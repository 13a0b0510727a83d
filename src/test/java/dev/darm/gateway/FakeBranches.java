package dev.darm.gateway;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One branch, {@code agents/alpha}, with one record, {@code aa}. */
final class FakeBranches implements BranchPort {

    static final String NAME = "agents/alpha";

    private static final RecordView RECORD =
            new RecordView("aa", NAME, "node-1", 0, "2026-01-31T12:00:00Z+0", null, List.of(), "text", "one");

    @Override
    public CompletionStage<BranchesView> all() {
        return done(new BranchesView(List.of(new BranchView(NAME, 1, 0, 1, 0, List.of("aa"), 0)), 1, 0));
    }

    @Override
    public CompletionStage<AppendedView> append(String branch, String kind, List<Object> values) {
        return done(
                new AppendedView(branch, values.stream().map(String::valueOf).toList()));
    }

    @Override
    public CompletionStage<Optional<List<RecordView>>> records(String branch, long from, int limit) {
        return done(branch.equals(NAME) ? Optional.of(List.of(RECORD)) : Optional.empty());
    }

    @Override
    public CompletionStage<Optional<RecordView>> record(String branch, String id) {
        return done(branch.equals(NAME) && id.equals("aa") ? Optional.of(RECORD) : Optional.empty());
    }

    @Override
    public CompletionStage<Optional<MergeView>> merge(String branch) {
        return done(
                branch.equals(NAME)
                        ? Optional.of(new MergeView(
                                NAME,
                                "bb",
                                "2026-01-31T12:00:00Z+1",
                                List.of("aa"),
                                List.of(),
                                List.of(),
                                false,
                                List.of()))
                        : Optional.empty());
    }

    @Override
    public CompletionStage<BranchProofView> proof(String branch, String id) {
        return done(new BranchProofView(branch, id, 1, 2, "7801"));
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
