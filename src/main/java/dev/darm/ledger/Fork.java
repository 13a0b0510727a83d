package dev.darm.ledger;

import dev.darm.ledger.LightClient.Trusted;
import java.util.List;

/**
 * The proof that a chain has two continuations, both of which a light client believes: more than a third of the power broke
 * the rules, or its keys were stolen.
 *
 * @param common the last header that both sides are known to share
 * @param ours the headers from there to the first that is known to differ, each trusted by the one before it; 1 or more
 * @param theirs the same of the other side; the last of both have one height
 */
public record Fork(Trusted common, List<LightBlock> ours, List<LightBlock> theirs) {

    public Fork {
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
        if (ours.getLast().height() != theirs.getLast().height())
            throw new IllegalArgumentException("the two sides of a fork end at one height, not at "
                    + ours.getLast().height() + " and " + theirs.getLast().height());
        if (ours.getLast().header().hash().equals(theirs.getLast().header().hash()))
            throw new IllegalArgumentException("the two sides of a fork end with different headers");
    }

    public LightBlock our() {
        return ours.getLast();
    }

    public LightBlock their() {
        return theirs.getLast();
    }

    /** Whether both blocks were decided by votes of one round and type, so that whoever signed both has said two things in one. */
    public boolean inOneRound() {
        return our().certificate().isOfOneRoundWith(their().certificate());
    }

    /** Who signed {@code block}, in the order of its validators. */
    public static List<ValidatorSet.Member> signers(LightBlock block) {
        List<PublicKey> signed =
                block.certificate().votes().stream().map(Vote::validator).toList();
        return block.validators().members().stream()
                .filter(member -> signed.contains(member.key()))
                .toList();
    }

    /** Who signed both blocks. */
    public List<ValidatorSet.Member> signedBoth() {
        List<PublicKey> others =
                signers(their()).stream().map(ValidatorSet.Member::key).toList();
        return signers(our()).stream()
                .filter(member -> others.contains(member.key()))
                .toList();
    }

    /**
     * Of each that signed both blocks in one round, the evidence of it. Empty when the rounds differ: to sign another block in
     * a later round is not against the rules by itself.
     */
    public List<Evidence> evidence() {
        return Evidence.between(our().certificate(), their().certificate());
    }
}
