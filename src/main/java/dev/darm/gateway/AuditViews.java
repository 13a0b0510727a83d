package dev.darm.gateway;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.branch.AnyProof;
import dev.darm.branch.BranchRecord;
import dev.darm.codec.Hash;
import dev.darm.ledger.BlockHeader;
import dev.darm.ledger.ChainFile;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LedgerProof;
import dev.darm.ledger.LightBlock;
import dev.darm.ledger.LightClient;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.LightClient.Unverified;
import dev.darm.ledger.TrustedBlock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Proofs, headers and blocks of this node for who checks them. */
final class AuditViews implements AuditPort {

    private final Genesis genesis;
    private final ChainViews chain;
    private final Supplier<Instant> now;

    AuditViews(Genesis genesis, ChainViews chain, Supplier<Instant> now) {
        this.genesis = genesis;
        this.chain = chain;
        this.now = now;
    }

    @Override
    public CompletionStage<String> genesis() {
        return CompletableFuture.completedFuture(GenesisFile.write(genesis));
    }

    // --------------------------------------------------------------- proofs

    @Override
    public CompletionStage<ProofCheck> check(AnyProof proof, Optional<Hash> trusted) {
        Optional<String> refusal = trusted.isPresent() ? proof.refusal(trusted.get()) : proof.refusal(genesis);
        return CompletableFuture.completedFuture(
                refusal.map(ProofCheck::refused).orElseGet(() -> proven(proof, trusted.isEmpty())));
    }

    private static ProofCheck proven(AnyProof proof, boolean signed) {
        LedgerProof ledger = proof.ledger();
        BlockHeader header = ledger.header();
        return new ProofCheck(
                true,
                null,
                ledger.payload().hex(),
                header.height(),
                header.hash().hex(),
                header.chainId(),
                ledger.section().name().toLowerCase(Locale.ROOT),
                header.time().toString(),
                signed ? ledger.certificate().precommits().size() : null,
                proof.branch().map(branch -> view(branch.record())).orElse(null));
    }

    private static ProvenRecord view(BranchRecord record) {
        return new ProvenRecord(
                record.branch(),
                record.id().hex(),
                record.author().hex(),
                record.time().toString());
    }

    // -------------------------------------------------------------- headers

    @Override
    public CompletionStage<LightCheck> follow(Optional<TrustedBlock> from, OptionalLong to, int days) {
        LightClient client = new LightClient(genesis, Trust.ofDays(days));
        CompletionStage<Long> goal = to.isPresent()
                ? CompletableFuture.completedFuture(to.getAsLong())
                : chain.kept().thenApply(kept -> kept.chainHeight());
        return goal.thenCompose(height -> from.isEmpty()
                ? follow(client, Trusted.of(genesis), height, 0)
                : header(from.get().height()).thenCompose(block -> {
                    try {
                        return follow(client, Trusted.of(from.get(), block), height, 1);
                    } catch (Unverified e) {
                        return CompletableFuture.completedFuture(
                                broken(from.get().height(), 1, e));
                    }
                }));
    }

    private CompletionStage<LightCheck> follow(LightClient client, Trusted from, long to, int fetched) {
        return follow(client.walk(from, to, now.get()), from.height(), fetched);
    }

    private CompletionStage<LightCheck> follow(LightClient.Walk walk, long from, int fetched) {
        if (walk.wanted().isEmpty()) {
            Trusted now = walk.trusted();
            return CompletableFuture.completedFuture(new LightCheck(
                    true,
                    null,
                    from,
                    fetched,
                    now.height(),
                    now.hash().hex(),
                    now.time().toString(),
                    now.next().words()));
        }
        return header(walk.wanted().getAsLong()).thenCompose(block -> {
            try {
                walk.take(block);
            } catch (Unverified e) {
                return CompletableFuture.completedFuture(broken(from, fetched + 1, e));
            }
            return follow(walk, from, fetched + 1);
        });
    }

    private static LightCheck broken(long from, int fetched, Unverified why) {
        return new LightCheck(false, String.valueOf(why.getMessage()), from, fetched, null, null, null, null);
    }

    private CompletionStage<LightBlock> header(long height) {
        return chain.lightBlock(height).thenApply(block -> block.orElseThrow(() -> Refusal.noBlock(height)));
    }

    // --------------------------------------------------------------- blocks

    @Override
    public CompletionStage<ExportFile> export(long from, OptionalLong to) {
        return chain.kept().thenCompose(kept -> {
            long last = to.orElse(kept.chainHeight());
            long highest = Math.max(from, last);
            boolean noBlocks = from == 1 && last == 0;
            if (highest > kept.chainHeight() && !noBlocks) throw Refusal.noBlock(highest);
            return more(new ChainDownload(genesis, from, last))
                    .thenApply(first -> new ExportFile(ChainFile.name(from, last), bytes(first)));
        });
    }

    /** The first bytes are there before the answer begins, so that what fails at once is an error and no cut answer. */
    private Source<ByteString, NotUsed> bytes(Part first) {
        return Source.single(first.bytes())
                .concatLazy(Source.unfoldAsync(
                        first.download(),
                        download -> download.isWhole()
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : more(download).thenApply(part -> Optional.of(Pair.create(download, part.bytes())))));
    }

    private record Part(ChainDownload download, ByteString bytes) {}

    private CompletionStage<Part> more(ChainDownload download) {
        return chain.wholeBlocks(download.next()).thenApply(blocks -> new Part(download, download.add(blocks)));
    }
}
