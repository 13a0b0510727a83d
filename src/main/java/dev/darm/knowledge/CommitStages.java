package dev.darm.knowledge;

import dev.darm.knowledge.Validity.Result;
import dev.darm.knowledge.Validity.Stage;
import java.util.List;

/**
 * Stages 4 and 5 of the validity suite, as they run at commit on every node (seed 002 §9): a function of what the block
 * says and of the memory before it, so that all nodes find the same. Each must pass; the thresholds are rules of the chain
 * and in whole basis points.
 *
 * @param leastConfidence of the YES voters together, 0 to 10000
 * @param mostSpread between the highest and the lowest score of a YES, 0 to 10000: the heads' uncertainty
 */
public record CommitStages(int leastConfidence, int mostSpread) {

    /**
     * Examines a claim that a quorum agreed on.
     *
     * @param contradicted whether what is held before it says otherwise and it does not openly challenge that
     */
    public Validity examine(boolean contradicted, int confidence, int spread) {
        Result temporal = contradicted
                ? new Result(Stage.TEMPORAL, 0, "long-term memory says otherwise")
                : new Result(Stage.TEMPORAL, 1, "");
        Result epistemic = epistemic(confidence, spread);
        double score = Math.min(temporal.score(), epistemic.score());
        return new Validity(List.of(temporal, epistemic), score, score == 1);
    }

    /** Stage 5 alone. */
    public boolean sure(int confidence, int spread) {
        return epistemic(confidence, spread).score() == 1;
    }

    private Result epistemic(int confidence, int spread) {
        if (confidence < leastConfidence)
            return new Result(Stage.EPISTEMIC, 0, "confidence " + confidence + " is below " + leastConfidence);
        if (spread > mostSpread)
            return new Result(Stage.EPISTEMIC, 0, "the scores lie " + spread + " apart, more than " + mostSpread);
        return new Result(Stage.EPISTEMIC, 1, "");
    }
}
