package dev.darm.branch;

/**
 * How concurrent records are merged. The upper four bits of a record's kind say it; the lower four tell sixteen things
 * apart that are merged by themselves.
 */
public enum MergeRule {
    /** Vectors: the component-wise lower median. Payload: u32 length up to 4,096, then finite IEEE 754 floats. */
    VECTOR(1),
    /** Sets: the union. Payload: a list of byte strings, sorted as unsigned bytes, each once. */
    SET(2),
    /** Registers: the last by time, then id. Payload: any bytes. */
    REGISTER(3),
    /** Counters: the sum over all authors of the last total that each gave. Payload: the author's own total, u63. */
    COUNTER(4),
    /** Texts: side by side, contested when there is more than one. Payload: any bytes. */
    TEXT(5),
    /** Relations: as texts. */
    RELATION(6),
    /** Whatever has no rule: as texts. */
    OTHER(0);

    private final int code;

    MergeRule(int code) {
        this.code = code;
    }

    /** The rule of records of {@code kind}, 0 to 255. */
    public static MergeRule of(int kind) {
        return switch (kind >> 4) {
            case 1 -> VECTOR;
            case 2 -> SET;
            case 3 -> REGISTER;
            case 4 -> COUNTER;
            case 5 -> TEXT;
            case 6 -> RELATION;
            default -> OTHER;
        };
    }

    /** The kind number {@code which}, 0 to 15, under this rule. */
    public int kind(int which) {
        if (which < 0 || which > 15) throw new IllegalArgumentException("a rule has the kinds 0 to 15, not " + which);
        return code << 4 | which;
    }
}
