package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.Document;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import dev.darm.memory.SourceRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads nominated claims again in passages that this head fetched itself. Pure, given the passages: the proposer's word
 * counts for nothing, the same passage gives the same claims on every head.
 */
final class Reading {

    private final Function<Passage, List<ExtractedClaim>> extract;
    private final Map<Hash, List<ExtractedClaim>> claimsByPassage = new TreeMap<>();
    private final Map<String, Document> current = new TreeMap<>();

    Reading(Function<Passage, List<ExtractedClaim>> extract) {
        this.extract = extract;
    }

    /** Takes a fetched passage; one whose hash is not {@code wanted} is passed over, as if it had not come. */
    void take(Hash wanted, Optional<Passage> fetched) {
        fetched.filter(passage -> passage.hash().equals(wanted))
                .ifPresent(passage -> claimsByPassage.put(wanted, extract.apply(passage)));
    }

    void take(String uri, Optional<Document> fetched) {
        fetched.filter(document -> document.uri().equals(uri)).ifPresent(document -> current.put(uri, document));
    }

    /** What the passages say of a claim. */
    sealed interface Result {
        /** All stated sources say it, in these very bytes; {@code read} has the least certain reading. */
        record Said(ExtractedClaim read) implements Result {}

        record Missing() implements Result {}

        record NotSaid(String why) implements Result {}
    }

    /**
     * Whether every stated source has the very claim at the stated place, and the heading, if one is stated, is that of one
     * of them.
     */
    Result said(ClaimBody body) {
        byte[] wanted = body.claim().bytes();
        boolean heading = body.heading().isEmpty();
        Optional<ExtractedClaim> least = Optional.empty();
        boolean missing = false;
        for (SourceRef source : body.sources()) {
            List<ExtractedClaim> claims = claimsByPassage.get(source.passage());
            if (claims == null) {
                missing = true;
                continue;
            }
            Optional<ExtractedClaim> found = claims.stream()
                    .filter(claim -> claim.source().equals(source))
                    .filter(claim -> Arrays.equals(claim.claim().bytes(), wanted))
                    .findFirst();
            if (found.isEmpty())
                return new Result.NotSaid("line " + source.line() + " of " + source.uri() + " does not say it");
            heading |= found.get().heading().equals(body.heading());
            if (least.isEmpty() || least.get().uncertainty() < found.get().uncertainty()) least = found;
        }
        if (missing || least.isEmpty()) return new Result.Missing();
        return heading ? new Result.Said(least.get()) : new Result.NotSaid("the heading is not that of a source");
    }

    /**
     * Whether no current version of the stated documents makes the claim. A version that still has the stated passage is
     * no newer one: this head cannot tell yet.
     */
    Finding gone(ClaimBody body) {
        Hash claimId = body.claim().id();
        for (SourceRef source : body.sources()) {
            Document document = current.get(source.uri());
            if (document == null) return new Finding.Unavailable();
            for (Passage passage : document.passages()) {
                if (passage.hash().equals(source.passage())) return new Finding.Unavailable();
                for (ExtractedClaim claim : extract.apply(passage))
                    if (claim.claim().id().equals(claimId)) return new Finding.StillSaid(source.uri());
            }
        }
        return new Finding.Gone();
    }
}
