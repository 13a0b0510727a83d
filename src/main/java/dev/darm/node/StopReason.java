package dev.darm.node;

import akka.actor.CoordinatedShutdown;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why a node stops by itself. Akka looks the exit code up by the class's name ({@code reason-overrides} in {@code
 * application.conf}), hence one class a reason.
 */
public sealed interface StopReason extends CoordinatedShutdown.Reason {

    ExitCode exitCode();

    /** The disk failed, or holds damaged data. */
    record DamagedData(String what) implements StopReason {
        @Override
        public ExitCode exitCode() {
            return ExitCode.DATA;
        }
    }

    /** The deployment split in two clusters and this one gives way. */
    record SecondCluster(String other) implements StopReason {
        @Override
        public ExitCode exitCode() {
            return ExitCode.TRY_AGAIN;
        }
    }

    /** An actor that the node cannot do without failed. */
    record ActorFailed(String which) implements StopReason {
        @Override
        public ExitCode exitCode() {
            return ExitCode.SOFTWARE;
        }
    }

    /** The reason to stop after {@code actor} failed with {@code cause}. */
    static StopReason after(String actor, @Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause())
            if (at instanceof IOException) return new DamagedData(actor + ": " + at.getMessage());
        return new ActorFailed(actor + ": " + cause);
    }
}
