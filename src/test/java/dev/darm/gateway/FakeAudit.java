package dev.darm.gateway;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.branch.AnyProof;
import dev.darm.codec.Hash;
import dev.darm.ledger.TrustedBlock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says what it was asked. Its chain has nine blocks, and the file of those from 5 on breaks off. */
final class FakeAudit implements AuditPort {

    @Override
    public CompletionStage<String> genesis() {
        return done("{}\n");
    }

    @Override
    public CompletionStage<ProofCheck> check(AnyProof proof, Optional<Hash> trusted) {
        return done(ProofCheck.refused(proof.ledger().payload() + " " + trusted));
    }

    @Override
    public CompletionStage<LightCheck> follow(Optional<TrustedBlock> from, OptionalLong to, int days) {
        return done(new LightCheck(false, from + " " + to + " " + days, 0, 0, null, null, null, null));
    }

    @Override
    public CompletionStage<ExportFile> export(long from, OptionalLong to) {
        if (from > 9) throw Refusal.noBlock(from);
        Source<ByteString, akka.NotUsed> bytes =
                Source.from(List.of("from ", from + " to ", to.orElse(9) + "")).map(ByteString::fromString);
        return done(new ExportFile(
                "some.chain",
                from < 5 ? bytes : bytes.concat(Source.failed(new IllegalStateException("kept no more")))));
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
