package dev.darm.sim.trace;

import java.util.List;
import java.util.Set;

/** The stack of the thread that records, innermost frame first, without the recorder's own frames. */
final class Stacks {

    private static final int FRAMES = 64;
    private static final Set<String> OWN =
            Set.of(Stacks.class.getName(), TraceRecorder.class.getName(), ReplayCheck.class.getName());

    private Stacks() {}

    static List<String> here() {
        return StackWalker.getInstance().walk(frames -> frames.dropWhile(frame -> OWN.contains(frame.getClassName()))
                .limit(FRAMES)
                .map(frame -> frame.toStackTraceElement().toString())
                .toList());
    }
}
