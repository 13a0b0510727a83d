package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.List;

/**
 * One head's judgement of one nominated item (Algorithm 13).
 *
 * @param reason says YES, NO or ABSTAIN and why
 * @param score the vote score in basis points, 0 to 10000; 0 for an abstention
 * @param evidence what a YES rests on, sorted and different, at most {@link ClaimBody#MAX_SOURCES}; empty otherwise
 */
public record ItemVote(Reason reason, int score, List<Evidence> evidence) implements Canonical {

    /** The most bytes a vote can take. */
    static final int MAX_BYTES = 1 + 4 + 4 + ClaimBody.MAX_SOURCES * Evidence.BYTES;

    /** How a head stands to an item. */
    public enum Choice {
        YES,
        NO,
        ABSTAIN
    }

    /** Why a head votes as it does. */
    public enum Reason {
        /** Grounded in passages that the voter fetched, score at or above θ_vote. */
        AGREED(1, Choice.YES),
        /** The passage does not say it, or its heading or place is stated wrongly. */
        UNGROUNDED(2, Choice.NO),
        /** Grounded, but the score is below θ_vote: the voter's knowledge speaks against it. */
        LOW_SCORE(3, Choice.NO),
        /** The nominated bytes fail the first three stages of the validity suite. */
        INVALID(4, Choice.NO),
        /** A withdrawal of a claim that the current document still makes. */
        STILL_SAID(5, Choice.NO),
        /** The voter said YES to a claim that contradicts this one, and that nomination is open (memory of votes). */
        CONTRADICTS_OPEN(6, Choice.NO),
        /** A challenge of an entry that it does not contradict. */
        NO_CONFLICT(7, Choice.NO),
        /** Another open nomination with a smaller id has the same claim. */
        DUPLICATE(8, Choice.ABSTAIN),
        /** No node that holds the passage or document answered, so nothing can be said. */
        UNAVAILABLE(9, Choice.ABSTAIN),
        /** The voter lacks the long-term entry that the item is about. */
        UNKNOWN_TARGET(10, Choice.ABSTAIN),
        /** Evidence that a vote of this contest has named before, or that the side rests on already. */
        NOT_NEW(11, Choice.NO),
        /** The voter knows no such contest that is open. */
        NO_CONTEST(12, Choice.ABSTAIN),
        /** By the voter's clock or the nomination's the time of the contest is not over. */
        NOT_DUE(13, Choice.NO);

        private final int code;
        private final Choice choice;

        Reason(int code, Choice choice) {
            this.code = code;
            this.choice = choice;
        }

        static Reason read(ByteReader from) {
            int code = from.u8();
            for (Reason reason : values()) if (reason.code == code) return reason;
            throw from.malformed("unknown reason of a vote " + code);
        }
    }

    public ItemVote {
        evidence = List.copyOf(evidence);
        Basis.check("score", score);
        if (evidence.size() > ClaimBody.MAX_SOURCES)
            throw new IllegalArgumentException("a vote has at most " + ClaimBody.MAX_SOURCES + " pieces of evidence");
        for (int i = 1; i < evidence.size(); i++)
            if (evidence.get(i - 1).compareTo(evidence.get(i)) >= 0)
                throw new IllegalArgumentException("the evidence of a vote is sorted and different");
        if ((reason.choice == Choice.YES) == evidence.isEmpty())
            throw new IllegalArgumentException("a YES names its evidence, another vote has none");
        if (reason.choice == Choice.ABSTAIN && score != 0)
            throw new IllegalArgumentException("an abstention has no score");
    }

    static ItemVote yes(int score, List<Evidence> evidence) {
        return new ItemVote(
                Reason.AGREED, score, evidence.stream().sorted().distinct().toList());
    }

    static ItemVote no(Reason reason, int score) {
        return new ItemVote(reason, score, List.of());
    }

    static ItemVote abstain(Reason reason) {
        return new ItemVote(reason, 0, List.of());
    }

    public Choice choice() {
        return reason.choice;
    }

    static ItemVote read(ByteReader from) {
        return from.valid(() -> new ItemVote(Reason.read(from), from.i32(), from.list(Evidence::read)));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(reason.code).i32(score).list(evidence);
    }
}
