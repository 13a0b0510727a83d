package dev.darm.ledger.consensus;

/**
 * All of a correct validator in one undecided height that can matter to what it does later: its round, what it said in
 * each round, its lock and its valid value. One long, so that millions of them can be told apart cheaply.
 *
 * <p>Contents are numbers: {@link #NONE} (nothing said), {@link #NIL}, and the values from {@link #FIRST} on.
 */
record Local(long bits) {

    static final int NONE = 0;
    static final int NIL = 1;
    static final int FIRST = 2;

    static final int MAX_ROUNDS = 4;
    static final int MAX_VALUES = 3;
    static final Local START = new Local(0);

    private static final int ROUND_BITS = 2;
    private static final int CONTENT_BITS = 3;
    private static final int PREVOTE = 0;
    private static final int PRECOMMIT = PREVOTE + CONTENT_BITS;
    private static final int OFFER = PRECOMMIT + CONTENT_BITS;
    private static final int VALID_ROUND = OFFER + CONTENT_BITS;
    private static final int ONE_ROUND = VALID_ROUND + ROUND_BITS;
    private static final int ROUND = MAX_ROUNDS * ONE_ROUND;
    private static final int LOCK = ROUND + ROUND_BITS;
    private static final int VALID = LOCK + CONTENT_BITS + ROUND_BITS;

    /** A content and the round of its polka; {@link #NONE} when there is none. */
    record Pinned(int content, int round) {}

    int round() {
        return get(ROUND, ROUND_BITS);
    }

    int prevote(int round) {
        return get(round * ONE_ROUND + PREVOTE, CONTENT_BITS);
    }

    int precommit(int round) {
        return get(round * ONE_ROUND + PRECOMMIT, CONTENT_BITS);
    }

    int offer(int round) {
        return get(round * ONE_ROUND + OFFER, CONTENT_BITS);
    }

    /** The valid round of the offer in {@code round}, or −1. */
    int offerValidRound(int round) {
        return get(round * ONE_ROUND + VALID_ROUND, ROUND_BITS) - 1;
    }

    Pinned locked() {
        return new Pinned(get(LOCK, CONTENT_BITS), get(LOCK + CONTENT_BITS, ROUND_BITS));
    }

    Pinned valid() {
        return new Pinned(get(VALID, CONTENT_BITS), get(VALID + CONTENT_BITS, ROUND_BITS));
    }

    Local withRound(int round) {
        return set(ROUND, ROUND_BITS, round);
    }

    Local withPrevote(int round, int content) {
        return set(round * ONE_ROUND + PREVOTE, CONTENT_BITS, content);
    }

    Local withPrecommit(int round, int content) {
        return set(round * ONE_ROUND + PRECOMMIT, CONTENT_BITS, content);
    }

    Local withOffer(int round, int validRound, int content) {
        return set(round * ONE_ROUND + OFFER, CONTENT_BITS, content)
                .set(round * ONE_ROUND + VALID_ROUND, ROUND_BITS, validRound + 1);
    }

    Local withLocked(int content, int round) {
        return set(LOCK, CONTENT_BITS, content).set(LOCK + CONTENT_BITS, ROUND_BITS, round);
    }

    Local withValid(int content, int round) {
        return set(VALID, CONTENT_BITS, content).set(VALID + CONTENT_BITS, ROUND_BITS, round);
    }

    /** The same with value i called {@code names[i]}. */
    Local renamed(int[] names) {
        Local renamed = this;
        for (int round = 0; round < MAX_ROUNDS; round++)
            renamed = renamed.withPrevote(round, rename(names, prevote(round)))
                    .withPrecommit(round, rename(names, precommit(round)))
                    .withOffer(round, offerValidRound(round), rename(names, offer(round)));
        return renamed.withLocked(rename(names, locked().content()), locked().round())
                .withValid(rename(names, valid().content()), valid().round());
    }

    private static int rename(int[] names, int content) {
        return content < FIRST ? content : FIRST + names[content - FIRST];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("round " + round());
        for (int round = 0; round <= round(); round++) {
            if (offer(round) != NONE)
                text.append(", offer %d %s (%d)".formatted(round, word(offer(round)), offerValidRound(round)));
            if (prevote(round) != NONE) text.append(", prevote %d %s".formatted(round, word(prevote(round))));
            if (precommit(round) != NONE) text.append(", precommit %d %s".formatted(round, word(precommit(round))));
        }
        if (locked().content() != NONE)
            text.append(", locked on %s in %d".formatted(word(locked().content()), locked().round()));
        if (valid().content() != NONE)
            text.append(", valid %s in %d".formatted(word(valid().content()), valid().round()));
        return text.toString();
    }

    /** "nil", or the value as {@link Words} know it. */
    static String word(int content) {
        return content == NIL ? "nil" : String.valueOf((char) ('a' + content - FIRST));
    }

    private int get(int at, int width) {
        return (int) (bits >>> at) & (1 << width) - 1;
    }

    private Local set(int at, int width, int value) {
        return new Local(bits & ~((1L << width) - 1 << at) | (long) value << at);
    }
}
