package dev.darm.agent;

import dev.darm.codec.Hash;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.SourceRef;
import dev.darm.recall.Candidate;
import dev.darm.recall.Found;
import dev.darm.recall.Tier;
import java.util.List;
import java.util.Optional;

/**
 * What an agent says to a question: an answer with its sources, or an abstention with its reason.
 *
 * @param id by which feedback names it
 * @param question as asked
 * @param text the answer; empty for an abstention
 * @param sources where the answer was read, sorted; empty for an abstention
 * @param confidence 0 to 1; 0 for an abstention
 * @param tier the memory that served it; empty for an abstention
 * @param inference how it came about
 * @param by the model that wrote it, of {@link Inference#MODEL}; the node whose shard of the Rapid Retrieval Cache had it,
 *     of {@link Inference#CACHE}, empty when this node had it; empty otherwise
 * @param abstained whether memory holds nothing that supports an answer
 * @param reason why it abstained, or why a configured model did not write the answer; empty when there is nothing to say
 * @param unsupported the words of the question that found no support, as asked
 * @param contested what a claim that contradicts the answer says; both were agreed on and evidence has not decided
 * @param commitments of the long-term entries that the answer rests on, so that the caches can learn the question
 * @param latencyMicros from question to answer, in microseconds
 */
public record Answer(
        String id,
        String question,
        String text,
        List<SourceRef> sources,
        double confidence,
        Optional<Tier> tier,
        Inference inference,
        String by,
        boolean abstained,
        String reason,
        List<String> unsupported,
        Optional<String> contested,
        List<Hash> commitments,
        long latencyMicros) {

    /** How an answer came about. */
    public enum Inference {
        /** The Rapid Retrieval Cache had it. */
        CACHE,
        /** The best supported claim, verbatim; also of an abstention. */
        EXTRACTIVE,
        /** A model wrote it, and it passed the check against its sources. */
        MODEL
    }

    public Answer {
        sources = List.copyOf(sources);
        unsupported = List.copyOf(unsupported);
        commitments = List.copyOf(commitments);
        if (confidence < 0 || confidence > 1) throw new IllegalArgumentException("confidence " + confidence);
        if (abstained != sources.isEmpty())
            throw new IllegalArgumentException("an answer has sources and an abstention has none");
    }

    /** The answer of the Rapid Retrieval Cache. */
    public static Answer cached(String id, String question, Found.Hit hit, long latencyMicros) {
        LongTermEntry entry = hit.entry();
        return new Answer(
                id,
                question,
                entry.claim().text(),
                entry.sources(),
                hit.confidence(),
                Optional.of(Tier.RRC),
                Inference.CACHE,
                hit.shardOf().orElse(""),
                false,
                "",
                List.of(),
                hit.counterpart().map(other -> other.claim().text()),
                List.of(entry.commitment()),
                latencyMicros);
    }

    /**
     * What extraction gave.
     *
     * @param remark why a configured model did not write the answer; empty where none is configured
     */
    public static Answer extracted(
            String id, String question, Extraction.Outcome outcome, String remark, long latencyMicros) {
        return switch (outcome) {
            case Extraction.Supported(Candidate candidate, double support, double confidence) ->
                new Answer(
                        id,
                        question,
                        candidate.claim().text(),
                        candidate.sources(),
                        confidence,
                        Optional.of(candidate.tier()),
                        Inference.EXTRACTIVE,
                        "",
                        false,
                        remark,
                        List.of(),
                        candidate.counterpart().map(other -> other.claim().text()),
                        candidate.commitment().stream().toList(),
                        latencyMicros);
            case Extraction.Unsupported(List<String> terms, String reason) ->
                abstained(id, question, reason, terms, latencyMicros);
        };
    }

    /** What a model wrote and the check accepted. */
    public static Answer modelled(
            String id, String question, ModelInference.Accepted accepted, String model, long latencyMicros) {
        return new Answer(
                id,
                question,
                accepted.text(),
                accepted.cited().stream()
                        .flatMap(one -> one.sources().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                accepted.confidence(),
                Optional.of(accepted.tier()),
                Inference.MODEL,
                model,
                false,
                "",
                List.of(),
                accepted.cited().stream()
                        .flatMap(one -> one.counterpart().stream())
                        .map(other -> other.claim().text())
                        .findFirst(),
                accepted.cited().stream()
                        .flatMap(one -> one.commitment().stream())
                        .toList(),
                latencyMicros);
    }

    /** No answer, and why. */
    public static Answer abstained(
            String id, String question, String reason, List<String> unsupported, long latencyMicros) {
        return new Answer(
                id,
                question,
                "",
                List.of(),
                0,
                Optional.empty(),
                Inference.EXTRACTIVE,
                "",
                true,
                reason,
                unsupported,
                Optional.empty(),
                List.of(),
                latencyMicros);
    }

    /** The same answer, said with a doubt. */
    public Answer flagged(String doubt) {
        return new Answer(
                id,
                question,
                text,
                sources,
                confidence,
                tier,
                inference,
                by,
                abstained,
                reason.isEmpty() ? doubt : reason + "; " + doubt,
                unsupported,
                contested,
                commitments,
                latencyMicros);
    }
}
