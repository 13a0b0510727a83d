package dev.darm.node;

import akka.actor.CoordinatedShutdown;
import dev.darm.journal.JournalUnusable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a node stops by itself. Akka looks the exit code up by the class's name ({@code reason-overrides} in {@code
 * application.conf}), hence one class a reason.
 */
public sealed interface StopReason extends CoordinatedShutdown.Reason {

    ExitCode exitCode();

    /** What happened, in words. */
    String why();

    /** Why the node stops by itself, in words, when {@code reason} is one of its own. */
    static Optional<String> why(CoordinatedShutdown.Reason reason) {
        return switch (reason) {
            case StopReason own -> Optional.of(own.why());
            case JournalUnusable(String why) -> Optional.of("journal: " + why);
            default -> Optional.empty();
        };
    }

    /** The disk failed, or holds damaged data. */
    record DamagedData(String what) implements StopReason {
        @Override
        public String why() {
            return what;
        }

        @Override
        public ExitCode exitCode() {
            return ExitCode.DATA;
        }
    }

    /** The deployment split in two clusters and this one gives way. */
    record SecondCluster(String other) implements StopReason {
        @Override
        public String why() {
            return "the deployment split in two clusters, and this node is to join the other one: " + other;
        }

        @Override
        public ExitCode exitCode() {
            return ExitCode.TRY_AGAIN;
        }
    }

    /** The member that took this node in is gone, and the others do not know it. */
    record NotKnown() implements StopReason {
        @Override
        public String why() {
            return "no other member knows this node, for the one that took it in was downed; it is to join anew";
        }

        @Override
        public ExitCode exitCode() {
            return ExitCode.TRY_AGAIN;
        }
    }

    /** An actor that the node cannot do without failed. */
    record ActorFailed(String which) implements StopReason {
        @Override
        public String why() {
            return which;
        }

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
