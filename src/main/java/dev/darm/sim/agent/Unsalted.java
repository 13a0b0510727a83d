package dev.darm.sim.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the salt out of the JDK's immutable sets and maps. They iterate in an order that is drawn anew at each start of the
 * JVM, so that nobody relies on it; in a run it must be the same in every JVM. Done to the JDK's own classes, since many ways
 * lead there: {@code Set.of} of a library that was initialised before the run, {@code Collectors.toUnmodifiableSet}, copies.
 */
final class Unsalted implements ClassFileTransformer {

    private static final String COLLECTIONS = "java/util/ImmutableCollections";
    private static final List<String> SALTED =
            List.of("$Set12", "$Set12$1", "$SetN$SetNIterator", "$MapN$MapNIterator");

    private Unsalted() {}

    static void install(Instrumentation instrumentation) {
        Unsalted unsalted = new Unsalted();
        instrumentation.addTransformer(unsalted, true);
        try {
            for (String name : SALTED)
                instrumentation.retransformClasses(Class.forName(COLLECTIONS.replace('/', '.') + name));
        } catch (ClassNotFoundException | UnmodifiableClassException e) {
            throw new IllegalStateException("this JDK's immutable collections are made otherwise than known", e);
        } finally {
            instrumentation.removeTransformer(unsalted);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || !name.startsWith(COLLECTIONS + "$")) return null;
        ClassFile classFile = ClassFile.of();
        return classFile.transformClass(
                classFile.parse(bytes), ClassTransform.transformingMethodBodies(Unsalted::withoutSalt));
    }

    private static void withoutSalt(CodeBuilder code, CodeElement element) {
        if (element instanceof FieldInstruction field
                && field.owner().asInternalName().equals(COLLECTIONS)) {
            if (field.name().equalsString("SALT32L")) {
                code.lconst_0();
                return;
            }
            if (field.name().equalsString("REVERSE")) {
                code.iconst_0();
                return;
            }
        }
        code.with(element);
    }
}
