package dev.darm.sim.mutation;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Plants the bug that the system property {@link #PROPERTY} names while its class is loaded; none when it is not set. Added
 * to the agent: {@code -javaagent:darm-agent.jar=also=dev.darm.sim.mutation.Mutations}.
 */
public final class Mutations implements ClassFileTransformer {

    static final String PROPERTY = "darm.mutation";

    private final @Nullable Mutation mutation;

    public Mutations() {
        this(System.getProperty(PROPERTY));
    }

    private Mutations(@Nullable String word) {
        this.mutation = word == null
                ? null
                : Mutation.of(word).orElseThrow(() -> new IllegalArgumentException("no mutation is called " + word));
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (mutation == null || !mutation.type().equals(name)) return null;
        try {
            return mutated(mutation, bytes);
        } catch (RuntimeException | LinkageError e) {
            // the JVM would swallow it, and a bug that was never planted be hunted for
            e.printStackTrace();
            Runtime.getRuntime().halt(70);
            throw e;
        }
    }

    /** The class with the bug. */
    static byte[] mutated(Mutation mutation, byte[] bytes) {
        ClassFile format = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(Mutations.class.getClassLoader())
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        ClassModel model = format.parse(bytes);
        int[] planted = new int[1];
        byte[] wrong = format.transformClass(model, (type, element) -> {
            if (element instanceof MethodModel method
                    && method.methodName().equalsString(mutation.method())
                    && method.code().isPresent()) {
                planted[0]++;
                type.transformMethod(method, body(mutation));
            } else {
                type.with(element);
            }
        });
        if (planted[0] != 1)
            throw new IllegalStateException("%s.%s is there %d times, so %s cannot be planted"
                    .formatted(mutation.type(), mutation.method(), planted[0], mutation.word()));
        return wrong;
    }

    private static MethodTransform body(Mutation mutation) {
        return (method, element) -> {
            if (!(element instanceof CodeModel code)) method.with(element);
            else
                method.withCode(builder -> {
                    mutation.code(builder);
                    if (mutation.way() == Mutation.Way.BEFORE) code.forEach(builder::with);
                });
        };
    }
}
