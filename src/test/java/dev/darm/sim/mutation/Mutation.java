package dev.darm.sim.mutation;

import static java.lang.constant.ConstantDescs.CD_List;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A bug of the protocol: one method that is made wrong. */
enum Mutation {
    /** One vote is taken for more than two thirds: whoever hears only itself commits. */
    COMMIT_WITHOUT_QUORUM("dev/darm/ledger/ValidatorSet", "quorumPower", Way.INSTEAD, code -> code.lconst_1()
            .lreturn()),

    /** A validator that starts anew has forgotten how it voted, and what it is locked on. */
    VOTE_TWICE("dev/darm/ledger/VoteLog", "recordsAbove", Way.INSTEAD, code -> code.invokestatic(
                    CD_List, "of", MethodTypeDesc.of(CD_List), true)
            .areturn()),

    /** Logs say that they have stored what they have only written. */
    ACK_BEFORE_SYNC("dev/darm/journal/SegmentLog", "sync", Way.INSTEAD, CodeBuilder::return_),

    /** A node that has missed blocks asks nobody for them. */
    FORGET_A_REPAIR("dev/darm/ledger/CatchUp", "ask", Way.INSTEAD, code -> code.invokestatic(
                    Types.OPTIONAL, "empty", MethodTypeDesc.of(Types.OPTIONAL))
            .areturn()),

    /** A validator that comes to the next round is no longer bound to the block that it precommitted. */
    DROP_A_LOCK("dev/darm/ledger/consensus/ConsensusCore", "startRound", Way.BEFORE, code -> code.aload(0)
            .aconst_null()
            .putfield(Types.CORE, "locked", Types.PIN)
            .aload(0)
            .aconst_null()
            .putfield(Types.CORE, "valid", Types.PIN)),

    /** On the fast path a later round turns to any value, whatever was prevoted before. */
    FORGET_FAST_VOTES("dev/darm/ledger/consensus/FastPath", "admits", Way.INSTEAD, code -> code.iconst_1()
            .ireturn()),

    /** On the fast path one validator that does not claim a value is enough to rule it out, where a liar may be that one. */
    MISCOUNT_FAST_VOTES("dev/darm/ledger/consensus/FastPath", "mayNotClaim", Way.INSTEAD, code -> code.lconst_0()
            .lreturn());

    /** Whether the code stands in place of the method's own, or comes before it. */
    enum Way {
        INSTEAD,
        BEFORE
    }

    private static final class Types {
        static final ClassDesc OPTIONAL = ClassDesc.of("java.util.Optional");
        static final ClassDesc CORE = ClassDesc.of("dev.darm.ledger.consensus.ConsensusCore");
        static final ClassDesc PIN = ClassDesc.of("dev.darm.ledger.consensus.ConsensusCore$Pin");
    }

    private final String type;
    private final String method;
    private final Way way;
    private final Consumer<CodeBuilder> code;

    Mutation(String type, String method, Way way, Consumer<CodeBuilder> code) {
        this.type = type;
        this.method = method;
        this.way = way;
        this.code = code;
    }

    /** The mutation called {@code word}. */
    static Optional<Mutation> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** As the command line and the names of scenarios have it: {@code vote-twice}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The internal name of the class. */
    String type() {
        return type;
    }

    String method() {
        return method;
    }

    Way way() {
        return way;
    }

    void code(CodeBuilder builder) {
        code.accept(builder);
    }
}
