package dev.darm.knowledge;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.knowledge.Validity.Result;
import dev.darm.knowledge.Validity.Stage;
import dev.darm.memory.Claim;
import dev.darm.memory.SourceRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The first three stages of the validity suite (BVAS; seed 002 §5, §9), as a voter runs them on the nominated bytes,
 * weighted into V; a claim passes at V ≥ 0.60. Stages 4 and 5 run at commit ({@link CommitStages}).
 *
 * <p>Integrity and adversarial detection are bounds: V is never above either, since no amount of plausibility makes up for
 * bytes that are wrong or a text that is made to deceive.
 */
public final class ValiditySuite {

    private static final int MAX_SOURCES = 256;
    private static final int MAX_URI_CHARS = 2048;
    private static final int MAX_HEADING_CHARS = 4096;

    /**
     * What each stage counts, together 1, and the V from which a claim passes; each 0 to 1. When the bytes are no claim and
     * so have no text to examine, the others share its weight.
     */
    public record Weights(double traversal, double integrity, double adversarial, double commitAt) {

        double of(Stage stage) {
            return switch (stage) {
                case TRAVERSAL -> traversal;
                case INTEGRITY -> integrity;
                case ADVERSARIAL -> adversarial;
                case TEMPORAL, EPISTEMIC -> 0;
            };
        }
    }

    private final Weights weights;

    public ValiditySuite(Weights weights) {
        this.weights = weights;
    }

    /**
     * Stages 1 to 3, as a voter runs them.
     *
     * @param challenge true when the claim openly contradicts long-term memory and is judged without the conflict term
     */
    public Validity examine(Exhibit exhibit, Verdict verdict, boolean challenge) {
        return score(intrinsic(exhibit, verdict, challenge));
    }

    private List<Result> intrinsic(Exhibit exhibit, Verdict verdict, boolean challenge) {
        List<Result> results = new ArrayList<>();
        results.add(traversal(verdict, challenge));
        Optional<Claim> claim = claim(exhibit);
        results.add(integrity(exhibit, verdict, claim));
        claim.ifPresent(read -> results.add(adversarial(read, exhibit.heading())));
        return results;
    }

    private Validity score(List<Result> results) {
        double sum = 0;
        double counted = 0;
        double bound = 1;
        for (Result result : results) {
            sum += weights.of(result.stage()) * result.score();
            counted += weights.of(result.stage());
            if (result.stage() == Stage.INTEGRITY || result.stage() == Stage.ADVERSARIAL)
                bound = Math.min(bound, result.score());
        }
        double score = Math.min(bound, counted == 0 ? 0 : Math.min(1, sum / counted));
        return new Validity(results, score, score >= weights.commitAt);
    }

    private static Result traversal(Verdict verdict, boolean challenge) {
        double score = challenge ? verdict.scoreWithoutConflict() : verdict.bfsScore();
        if (score == 1) return new Result(Stage.TRAVERSAL, 1, "");
        String why = verdict.grounding().grounded() ? "contradicted with weight " + verdict.conflict() : "not grounded";
        return new Result(Stage.TRAVERSAL, score, why);
    }

    private static Optional<Claim> claim(Exhibit exhibit) {
        try {
            return Optional.of(ByteReader.readAll(exhibit.claimBytes(), Claim::read));
        } catch (MalformedBytes | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Result integrity(Exhibit exhibit, Verdict verdict, Optional<Claim> claim) {
        String finding = claim.map(read -> fault(exhibit, verdict, read)).orElse("the bytes are no claim");
        return new Result(Stage.INTEGRITY, finding.isEmpty() ? 1 : 0, finding);
    }

    private static String fault(Exhibit exhibit, Verdict verdict, Claim claim) {
        List<SourceRef> sources = exhibit.sources();
        if (!Arrays.equals(claim.bytes(), exhibit.claimBytes())) return "the claim's bytes are not canonical";
        if (!claim.id().equals(exhibit.claimId())) return "the id is not that of the claim";
        if (!verdict.claimId().equals(exhibit.claimId())) return "the verdict is on another claim";
        if (sources.isEmpty() || sources.size() > MAX_SOURCES)
            return "expected 1 to " + MAX_SOURCES + " sources, found " + sources.size();
        if (new HashSet<>(sources).size() < sources.size()) return "a source is named twice";
        if (exhibit.heading().length() > MAX_HEADING_CHARS) return "the heading is too long";
        for (SourceRef source : sources) {
            if (source.line() < 1) return "a line is numbered from 1, not " + source.line();
            if (source.uri().isBlank() || source.uri().length() > MAX_URI_CHARS)
                return "a source's address is blank or too long";
        }
        return "";
    }

    private static Result adversarial(Claim claim, String heading) {
        Deception.Finding worst = Deception.worst(claim.text(), heading);
        return new Result(Stage.ADVERSARIAL, worst.score(), worst.why());
    }
}
