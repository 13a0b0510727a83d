package dev.darm.recall;

import dev.darm.memory.LongTermEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What recall has for a question. */
public sealed interface Found {

    /**
     * The Rapid Retrieval Cache answers.
     *
     * @param confidence of the entry, 0.85 to 1 by default
     * @param cosine of the question and what it was compared with, 0.85 to 1 by default; 1 for a question seen verbatim
     * @param verbatim whether this very question was answered before
     * @param shardOf the node whose shard had it; empty when this node had it
     * @param counterpart the entry that contradicts this one, when this one is contested; an answer must show both
     */
    record Hit(
            LongTermEntry entry,
            double confidence,
            double cosine,
            boolean verbatim,
            Optional<String> shardOf,
            Optional<LongTermEntry> counterpart)
            implements Found {}

    /**
     * The ladder below it found these, for inference.
     *
     * @param candidates best first; empty when no memory has anything to do with the question
     * @param weights of the question's informative terms, 0 and above: how much each tells; empty when the lexical index
     *     did not answer
     */
    record Context(List<Candidate> candidates, Map<String, Double> weights) implements Found {

        public Context {
            candidates = List.copyOf(candidates);
        }
    }
}
