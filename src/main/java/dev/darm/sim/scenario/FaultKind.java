package dev.darm.sim.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One constant a record of {@link Fault}: the word that files use, and what a machine needs for it. */
public enum FaultKind {
    CRASH(Fault.Crash.class),
    RESTART(Fault.Restart.class),
    FREEZE(Fault.Freeze.class),
    SLOW_CPU(Fault.SlowCpu.class, Capability.CPU),
    POWER_LOSS(Fault.PowerLoss.class, Capability.POWER),
    ROLLING_RESTART(Fault.RollingRestart.class),
    CUT(Fault.Cut.class),
    HEAL(Fault.Heal.class),
    ISOLATE(Fault.Isolate.class),
    SPLIT(Fault.Split.class),
    FLAP(Fault.Flap.class),
    SLOW_LINK(Fault.SlowLink.class),
    LOSSY(Fault.Lossy.class),
    DUPLICATE(Fault.Duplicate.class),
    REORDER(Fault.Reorder.class),
    CLOG(Fault.Clog.class),
    SWIZZLE(Fault.Swizzle.class),
    SLOW_DISK(Fault.SlowDisk.class, Capability.DISK),
    FULL_DISK(Fault.FullDisk.class, Capability.DISK),
    READ_ERRORS(Fault.ReadErrors.class, Capability.DISK),
    WRITE_ERRORS(Fault.WriteErrors.class, Capability.DISK),
    FAILED_SYNC(Fault.FailedSync.class, Capability.DISK),
    BIT_ROT(Fault.BitRot.class, Capability.DISK),
    MISDIRECTED_WRITE(Fault.MisdirectedWrite.class, Capability.DISK),
    LOST_RENAME(Fault.LostRename.class, Capability.DISK),
    EMPTY_DISK(Fault.EmptyDisk.class, Capability.DISK),
    OLD_DISK(Fault.OldDisk.class, Capability.DISK),
    SWAP_DISKS(Fault.SwapDisks.class, Capability.DISK),
    CLOCK_SKEW(Fault.ClockSkew.class, Capability.CLOCK),
    CLOCK_DRIFT(Fault.ClockDrift.class, Capability.CLOCK),
    CLOCK_JUMP(Fault.ClockJump.class, Capability.CLOCK),
    BYZANTINE(Fault.Byzantine.class),
    STOLEN_KEY(Fault.StolenKey.class),
    UPGRADE(Fault.Upgrade.class),
    ROLLING_UPGRADE(Fault.RollingUpgrade.class),
    CHAOS(Fault.Chaos.class),
    RECOVER(Fault.Recover.class);

    private static final Map<Class<?>, FaultKind> BY_TYPE = new LinkedHashMap<>();

    static {
        for (FaultKind kind : values()) BY_TYPE.put(kind.type, kind);
    }

    private final Class<? extends Record> type;
    private final Optional<Capability> need;

    FaultKind(Class<? extends Record> type) {
        this.type = type;
        this.need = Optional.empty();
    }

    FaultKind(Class<? extends Record> type, Capability need) {
        this.type = type;
        this.need = Optional.of(need);
    }

    static FaultKind of(Class<?> type) {
        return Objects.requireNonNull(BY_TYPE.get(type), type.getName());
    }

    /** The kind that files call {@code word}. */
    public static Optional<FaultKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** As files write it: {@code slow-cpu}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What each machine that it names must have. */
    public Optional<Capability> need() {
        return need;
    }

    /** Whether a plan has primitive faults in its stead. */
    public boolean compound() {
        return switch (this) {
            case ROLLING_RESTART, ROLLING_UPGRADE, SWIZZLE, FLAP -> true;
            default -> false;
        };
    }

    /** Whether it mends instead of breaking; the generator draws none of these. */
    public boolean mends() {
        return this == HEAL || this == RECOVER;
    }

    /** Whether it lies between a machine and others, so that a fleet of one cannot have it. */
    boolean needsOthers() {
        return Fault.OnLinks.class.isAssignableFrom(type) || this == SPLIT || this == ISOLATE;
    }

    Class<? extends Record> type() {
        return type;
    }
}
