package dev.darm.sim.agent;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls that are left as they are, but first ask {@link Leaks#refuse}: in a world they fail its run. */
final class Refused {

    private static final String CONSTRUCTOR = "<init>";

    /** What a call is, by class and method; {@code new} for all whose name begins so. */
    private static final Map<String, Map<String, String>> CALLS = new TreeMap<>(Map.ofEntries(
            Map.entry("java/util/Timer", Map.of(CONSTRUCTOR, "a java.util.Timer, which has a thread of its own")),
            Map.entry("java/util/concurrent/ThreadPoolExecutor", Map.of(CONSTRUCTOR, "a thread pool")),
            Map.entry("java/util/concurrent/ScheduledThreadPoolExecutor", Map.of(CONSTRUCTOR, "a thread pool")),
            Map.entry(
                    "java/util/concurrent/ForkJoinPool",
                    Map.of(CONSTRUCTOR, "a fork-join pool", "commonPool", "the common fork-join pool")),
            Map.entry("java/util/concurrent/Executors", Map.of("new", "a thread pool")),
            Map.entry(
                    "java/lang/Thread",
                    Map.of("startVirtualThread", "a virtual thread", "join", "waiting for the end of a thread")),
            Map.entry("java/lang/Thread$Builder", Map.of("start", "a thread of its own")),
            Map.entry("java/lang/Thread$Builder$OfPlatform", Map.of("start", "a thread of its own")),
            Map.entry("java/lang/Thread$Builder$OfVirtual", Map.of("start", "a virtual thread")),
            Map.entry("java/net/Socket", Map.of(CONSTRUCTOR, "a socket")),
            Map.entry("java/net/ServerSocket", Map.of(CONSTRUCTOR, "a server socket")),
            Map.entry("java/net/DatagramSocket", Map.of(CONSTRUCTOR, "a datagram socket")),
            Map.entry("java/lang/ProcessBuilder", Map.of("start", "a process")),
            Map.entry("java/lang/Runtime", Map.of("exec", "a process"))));

    private static final Set<String> STAGES =
            Set.of("java/util/concurrent/CompletableFuture", "java/util/concurrent/CompletionStage");

    private Refused() {}

    /** The classes whose calls are looked at. */
    static Set<String> owners() {
        return CALLS.keySet();
    }

    /** What leaves the world by this call; null when nothing does. */
    static @Nullable String reason(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        if (STAGES.contains(owner)) return ofStage(name, call.type().stringValue());
        Map<String, String> known = CALLS.get(owner);
        if (known == null) return null;
        if (name.equals(CONSTRUCTOR)) return call.opcode() == Opcode.INVOKESPECIAL ? known.get(name) : null;
        return name.startsWith("new") ? known.get("new") : known.get(name);
    }

    private static @Nullable String ofStage(String name, String descriptor) {
        boolean common = name.endsWith("Async") && !descriptor.contains("Ljava/util/concurrent/Executor;");
        return common ? name + " without an executor, which runs on the common pool" : null;
    }
}
