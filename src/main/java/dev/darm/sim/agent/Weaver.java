package dev.darm.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Points a class's ways out of the world at {@link Seam} while it is loaded.
 *
 * <p>Calls of static methods are redirected in the constant pool ({@link CallTable}), which leaves the code as it is and
 * reaches method references too. Only the few classes that construct a generator, wait on a latch or a future, or start a
 * thread have code rewritten, and the few of Akka and Scala that are hooked.
 */
final class Weaver implements ClassFileTransformer {

    private static final ClassDesc SEAM = ClassDesc.of("dev.darm.sim.agent.Seam");
    private static final ClassDesc ENTROPY = ClassDesc.of("dev.darm.sim.agent.Seam$Entropy");
    private static final ClassDesc COUNTERS = ClassDesc.of("dev.darm.sim.agent.Counters");
    private static final ClassDesc INSTANCES = ClassDesc.of("dev.darm.sim.agent.Instances");
    private static final ClassDesc LEAKS = ClassDesc.of("dev.darm.sim.agent.Leaks");

    /** Constructors without arguments that take a number of the world instead: from Seam a seed, else the time. */
    private static final Map<String, ClassDesc> SEEDED = Map.of(
            "java/util/SplittableRandom.<init>()V",
            SEAM,
            "java/util/Date.<init>()V",
            ClassDesc.of("dev.darm.sim.agent.Calendars"));

    private static final MethodTypeDesc TWO_OBJECTS = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);

    /** Never touched: the JDK, this package, and what runs or builds the tests. */
    private static final List<String> LEFT_ALONE = List.of(
            "java/",
            "javax/",
            "jdk/",
            "sun/",
            "com/sun/",
            "dev/darm/sim/agent/",
            "dev/darm/sim/engine/",
            "org/junit/",
            "org/apache/maven/",
            "org/opentest4j/",
            "net/jqwik/",
            "org/assertj/",
            "org/awaitility/",
            "ch/qos/logback/",
            "org/slf4j/");

    /** Classes that mention one of these are looked at in detail. */
    private static final Set<String> SOUGHT = new TreeSet<>(Set.of(
            "java/util/Random",
            "java/util/SplittableRandom",
            "java/util/Date",
            "java/security/SecureRandom",
            "java/util/concurrent/CompletionStage",
            "java/util/concurrent/atomic/AtomicLong",
            "java/util/concurrent/atomic/AtomicInteger"));

    static {
        SOUGHT.addAll(Instances.owners());
        SOUGHT.addAll(Refused.owners());
    }

    /** Methods that first call Seam with two of their slots, by class: method name to hook. */
    private static final Map<String, Map<String, Hook>> HOOKED = Map.of(
            "scala/concurrent/Await$",
                    Map.of("result", new Hook("awaiting", 1, 2), "ready", new Hook("awaiting", 1, 2)),
            "akka/actor/ActorCell",
                    Map.of(
                            "invoke", new Hook("delivering", 0, 1),
                            "systemInvoke", new Hook("signalling", 0, 1),
                            "faultRecreate", new Hook("restarting", 0, 1)));

    private record Hook(String name, int firstSlot, int secondSlot) {}

    private final CallTable calls = new CallTable(Seam.STAND_INS);

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (loader == null || name == null || LEFT_ALONE.stream().anyMatch(name::startsWith)) return null;
        try {
            byte[] redirected = calls.redirect(Renaming.of(bytes));
            byte[] woven = needsCode(name, redirected) ? weave(name, redirected) : redirected;
            return woven == bytes ? null : woven;
        } catch (RuntimeException | LinkageError e) {
            // the JVM would swallow it and load the class as it is: a leak that nobody sees
            System.err.println("darm agent: cannot weave " + name + ": " + e);
            e.printStackTrace();
            Runtime.getRuntime().halt(70);
            throw e;
        }
    }

    private static boolean needsCode(String name, byte[] bytes) {
        if (HOOKED.containsKey(name) || name.equals("akka/remote/RemoteActorRefProvider$Internals")) return true;
        if (name.equals("akka/io/TcpExt")) return true;
        return ConstantPool.mentions(bytes, SOUGHT, Instances.NAMES);
    }

    private static byte[] weave(String name, byte[] bytes) {
        ClassLoader loader = Weaver.class.getClassLoader();
        ClassFile classFile =
                ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                        .orElse(ClassHierarchyResolver.defaultResolver())
                        .cached()));
        ClassModel model = classFile.parse(bytes);
        String parent = model.superclass().map(ClassEntry::asInternalName).orElse("");
        boolean secure = parent.equals("java/security/SecureRandom");
        boolean extendsRandom = parent.equals("java/util/Random");
        boolean[] any = new boolean[1];
        Map<String, Hook> hooks = HOOKED.getOrDefault(name, Map.of());
        ClassTransform transform = (builder, element) -> {
            if (!(element instanceof MethodModel method) || method.code().isEmpty()) {
                builder.with(element);
                return;
            }
            String called = method.methodName().stringValue();
            boolean bridge = name.equals("akka/remote/RemoteActorRefProvider$Internals") && called.equals("transport");
            Hook hook = hooks.get(called);
            boolean once = called.equals("<clinit>")
                    || called.equals("<init>")
                            && name.endsWith("$")
                            && !parent.startsWith("java/util/concurrent/atomic/")
                    || name.equals("akka/stream/impl/SeqActorName$");
            boolean concerned = hook != null
                    || bridge
                    || method.code().orElseThrow().elementStream().anyMatch(e -> concerns(e, secure, once));
            if (!concerned) {
                builder.with(method);
                return;
            }
            any[0] = true;
            builder.transformMethod(
                    method, MethodTransform.transformingCode(new Rewriting(hook, bridge, secure, once, extendsRandom)));
        };
        boolean future = parent.equals("java/util/concurrent/CompletableFuture")
                && model.methods().stream()
                        .noneMatch(method -> method.methodName().equalsString("defaultExecutor"));
        byte[] woven = classFile.transformClass(
                model, future ? transform.andThen(ClassTransform.endHandler(Weaver::addExecutor)) : transform);
        return any[0] || future ? woven : bytes;
    }

    /** What such a future does asynchronously, and names no executor for, is work of the machine. */
    private static void addExecutor(ClassBuilder type) {
        ClassDesc executor = ClassDesc.of("java.util.concurrent.Executor");
        type.withMethodBody("defaultExecutor", MethodTypeDesc.of(executor), ClassFile.ACC_PUBLIC, code -> code.aload(0)
                .invokespecial(
                        ClassDesc.of("java.util.concurrent.CompletableFuture"),
                        "defaultExecutor",
                        MethodTypeDesc.of(executor))
                .invokestatic(SEAM, "executor", MethodTypeDesc.of(executor, executor))
                .areturn());
    }

    private static boolean concerns(CodeElement element, boolean secure, boolean once) {
        return switch (element) {
            case InvokeInstruction call ->
                once && isNewCounter(call)
                        || instance(call) != null
                        || Refused.reason(call) != null
                        || isNewRandom(call)
                        || SEEDED.containsKey(signature(call))
                        || !secure && isNewSecureRandom(call);
            case NewObjectInstruction made -> made.className().asInternalName().equals("java/security/SecureRandom");
            default -> element instanceof LoadConstantInstruction load && isTcpManager(load);
        };
    }

    private static boolean isTcpManager(LoadConstantInstruction load) {
        return load.constantEntry() instanceof ClassEntry entry
                && entry.asInternalName().equals("akka/io/TcpManager");
    }

    private static String signature(InvokeInstruction call) {
        return call.owner().asInternalName() + "." + call.name().stringValue()
                + call.type().stringValue();
    }

    /** The class of the receiver by which the call is replaced by one of {@link Instances}, or null. */
    private static @Nullable String instance(InvokeInstruction call) {
        if (call.opcode() != Opcode.INVOKEVIRTUAL && call.opcode() != Opcode.INVOKEINTERFACE) return null;
        return Instances.receiver(
                call.owner().asInternalName(),
                call.name().stringValue() + call.type().stringValue());
    }

    private static boolean isNewRandom(InvokeInstruction call) {
        return call.opcode() == Opcode.INVOKESPECIAL && signature(call).equals("java/util/Random.<init>()V");
    }

    private static boolean isNewSecureRandom(InvokeInstruction call) {
        return call.opcode() == Opcode.INVOKESPECIAL && signature(call).equals("java/security/SecureRandom.<init>()V");
    }

    private static boolean isNewCounter(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return call.opcode() == Opcode.INVOKESPECIAL
                && call.name().equalsString("<init>")
                && (owner.equals("java/util/concurrent/atomic/AtomicLong")
                        || owner.equals("java/util/concurrent/atomic/AtomicInteger"));
    }

    private record Rewriting(@Nullable Hook hook, boolean bridge, boolean secure, boolean once, boolean extendsRandom)
            implements CodeTransform {

        @Override
        public void atStart(CodeBuilder code) {
            if (hook == null) return;
            code.aload(hook.firstSlot()).aload(hook.secondSlot()).invokestatic(SEAM, hook.name(), TWO_OBJECTS);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case InvokeInstruction call
                when once && isNewCounter(call) -> {
                    ClassDesc type = call.owner().asSymbol();
                    code.with(call).invokestatic(COUNTERS, "made", MethodTypeDesc.of(type, type));
                }
                case InvokeInstruction call
                when isNewRandom(call) && !extendsRandom -> {
                    ClassDesc type = call.owner().asSymbol();
                    code.with(call).invokestatic(COUNTERS, "made", MethodTypeDesc.of(type, type));
                }
                case InvokeInstruction call
                when isNewRandom(call) ->
                    code.invokestatic(SEAM, "seed", MethodTypeDesc.of(CD_long))
                            .invokespecial(
                                    ClassDesc.of("java.util.Random"), "<init>", MethodTypeDesc.of(CD_void, CD_long));
                case InvokeInstruction call
                when !secure && isNewSecureRandom(call) ->
                    code.invokespecial(ENTROPY, "<init>", MethodTypeDesc.of(CD_void));
                case NewObjectInstruction made
                when !secure && made.className().asInternalName().equals("java/security/SecureRandom") ->
                    code.new_(ENTROPY);
                case InvokeInstruction call
                when SEEDED.containsKey(signature(call)) -> {
                    ClassDesc source = SEEDED.getOrDefault(signature(call), SEAM);
                    code.invokestatic(source, source == SEAM ? "seed" : "millis", MethodTypeDesc.of(CD_long))
                            .invokespecial(call.owner().asSymbol(), "<init>", MethodTypeDesc.of(CD_void, CD_long));
                }
                case InvokeInstruction call
                when instance(call) instanceof String receiver ->
                    code.invokestatic(
                            INSTANCES,
                            call.name().stringValue(),
                            call.typeSymbol().insertParameterTypes(0, ClassDesc.ofInternalName(receiver)));
                case InvokeInstruction call
                when Refused.reason(call) instanceof String reason ->
                    code.ldc(reason)
                            .invokestatic(LEAKS, "refuse", MethodTypeDesc.of(CD_void, ConstantDescs.CD_String))
                            .with(call);
                case LoadConstantInstruction load
                when isTcpManager(load) ->
                    code.aload(1)
                            .invokestatic(
                                    ClassDesc.of("dev.darm.sim.net.Swap"),
                                    "tcpManager",
                                    MethodTypeDesc.of(ClassDesc.of("java.lang.Class"), CD_Object));
                case ReturnInstruction end
                when bridge ->
                    code.invokestatic(
                                    ClassDesc.of("dev.darm.sim.net.Swap"),
                                    "transport",
                                    MethodTypeDesc.of(
                                            ClassDesc.of("akka.remote.RemoteTransport"),
                                            ClassDesc.of("akka.remote.RemoteTransport")))
                            .with(end);
                default -> code.with(element);
            }
        }
    }
}
