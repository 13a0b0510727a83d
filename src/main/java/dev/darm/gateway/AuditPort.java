package dev.darm.gateway;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.branch.AnyProof;
import dev.darm.codec.Hash;
import dev.darm.ledger.TrustedBlock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints ask of the node for who checks its chain or keeps a copy of it; the records are the JSON that users see, as
 * in {@link GatewayPort}.
 */
public interface AuditPort {

    /** The file of the chain's genesis, as a deployment has it. */
    CompletionStage<String> genesis();

    /**
     * Whether {@code proof} holds: against the genesis alone, or against the hash of its block's header when one is trusted. The
     * node's chain is not asked.
     */
    CompletionStage<ProofCheck> check(AnyProof proof, Optional<Hash> trusted);

    /**
     * Follows this node's chain by its headers, as a light client does.
     *
     * @param from the block to begin with; the genesis when empty
     * @param to the height to come to; that of the newest block when empty
     * @param days for which a header is trusted after its time, 1 or more
     */
    CompletionStage<LightCheck> follow(Optional<TrustedBlock> from, OptionalLong to, int days);

    /**
     * The blocks from height {@code from} up to {@code to}, or to the newest, in a file. Refused when the chain has not all of
     * them, or this node keeps them no more.
     */
    CompletionStage<ExportFile> export(long from, OptionalLong to);

    /**
     * What a proof says when it holds, or why it does not.
     *
     * @param section of the block in which the payload stands
     * @param signatures that decided the block; absent when its hash was trusted, for then they were not checked
     * @param record the record that the payload, an anchor, leads to; absent in a proof of a payload
     */
    record ProofCheck(
            boolean valid,
            @Nullable String fault,
            @Nullable String payload,
            @Nullable Long height,
            @Nullable String hash,
            @Nullable String chainId,
            @Nullable String section,
            @Nullable String time,
            @Nullable Integer signatures,
            @Nullable ProvenRecord record) {

        static ProofCheck refused(String fault) {
            return new ProofCheck(false, fault, null, null, null, null, null, null, null, null);
        }
    }

    /** A record of a branch that is anchored; its author's key in hexadecimal, and the time that the author gave it. */
    record ProvenRecord(String branch, String id, String author, String time) {}

    /**
     * Where following the headers led, or why the chain does not hold.
     *
     * @param from the height that was trusted at the start, 0 for the genesis
     * @param headers how many were fetched
     * @param nextValidators who decide the next block, in words
     */
    record LightCheck(
            boolean valid,
            @Nullable String fault,
            long from,
            int headers,
            @Nullable Long height,
            @Nullable String hash,
            @Nullable String time,
            @Nullable String nextValidators) {}

    /** A file by its name; its bytes come as fast as they are taken, and fail rather than end early. */
    record ExportFile(String name, Source<ByteString, NotUsed> bytes) {}
}
