package dev.darm.knowledge;

import java.util.List;

/**
 * What the validity suite found.
 *
 * @param stages one result a stage that was run, in their order
 * @param score V, 0 to 1
 * @param commits whether V is high enough
 */
public record Validity(List<Result> stages, double score, boolean commits) {

    /** The five stages of BVAS. */
    public enum Stage {
        /** The verdict of the graph. */
        TRAVERSAL,
        /** The bytes are canonical, the id is theirs, and the sizes are within bounds. */
        INTEGRITY,
        /** Nothing in the text is made to deceive a reader or a model. */
        ADVERSARIAL,
        /** Long-term memory does not say otherwise, or the claim is an open challenge. */
        TEMPORAL,
        /** The confidence of the voters together is enough to commit. */
        EPISTEMIC
    }

    /** A stage, its score 0 to 1, and why it is less than 1; empty when it is not. */
    public record Result(Stage stage, double score, String finding) {}

    public Validity {
        stages = List.copyOf(stages);
    }

    /** The findings, one a line; empty when every stage is content. */
    public String findings() {
        StringBuilder lines = new StringBuilder();
        for (Result result : stages) {
            if (result.finding.isEmpty()) continue;
            if (!lines.isEmpty()) lines.append('\n');
            lines.append(result.stage).append(": ").append(result.finding);
        }
        return lines.toString();
    }
}
