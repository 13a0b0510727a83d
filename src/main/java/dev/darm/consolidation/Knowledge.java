package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import dev.darm.knowledge.Exhibit;
import dev.darm.knowledge.Grounding;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.Validity;
import dev.darm.knowledge.ValiditySuite;
import dev.darm.knowledge.Verdict;
import dev.darm.memory.Claim;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What a head knows and how it judges by it.
 *
 * @param keeper of this node's knowledge graph
 * @param suite the validity suite, of which voters run stages 1 to 3
 * @param contradicts whether two claims cannot both be true
 */
public record Knowledge(
        ActorRef<KnowledgeKeeper.Command> keeper, ValiditySuite suite, BiPredicate<Claim, Claim> contradicts) {

    /** How far a voter's traversal goes (Algorithm 13: k = 2). */
    static final int HOPS = 2;

    /**
     * What a head finds of a claim that it has read in all its sources itself: it is grounded by that, whether or not the
     * graph had it, so that without a conflict its BFS score is 1 (decision 3).
     */
    static Finding judge(
            ValiditySuite suite,
            ClaimBody body,
            Verdict verdict,
            boolean challenge,
            double uncertainty,
            List<Claim> targets) {
        double worst = verdict.conflict();
        Verdict own = new Verdict(
                verdict.claimId(),
                Math.max(0, 1 - worst),
                new Grounding(Grounding.Kind.OWN_SOURCE, body.sources()),
                verdict.conflicts());
        Validity validity = suite.examine(Exhibit.of(body.claim(), body.heading(), body.sources()), own, challenge);
        return validity.commits()
                ? new Finding.Grounded(own.bfsScore(), worst, uncertainty, targets)
                : new Finding.Invalid(validity.findings());
    }
}
