package dev.darm.sim.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutationsTest {

    @ParameterizedTest
    @EnumSource
    void changesOneMethodAndLeavesAClassThatTheJvmTakes(Mutation mutation) throws Exception {
        byte[] sound = bytes(mutation);

        byte[] wrong = Mutations.mutated(mutation, sound);

        assertThat(changed(sound, wrong)).containsExactly(mutation.method());
        assertThat(ClassFile.of().verify(wrong)).isEmpty();
    }

    private static List<String> changed(byte[] sound, byte[] wrong) {
        ClassModel before = ClassFile.of().parse(sound);
        ClassModel after = ClassFile.of().parse(wrong);
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < before.methods().size(); i++) {
            MethodModel method = before.methods().get(i);
            if (!instructions(method).equals(instructions(after.methods().get(i))))
                changed.add(method.methodName().stringValue());
        }
        return changed;
    }

    private static List<String> instructions(MethodModel method) {
        return method.code()
                .map(code -> code.elementStream()
                        .filter(element -> element instanceof java.lang.classfile.Instruction)
                        .map(Object::toString)
                        .toList())
                .orElse(List.of());
    }

    private static byte[] bytes(Mutation mutation) throws Exception {
        try (InputStream file =
                Objects.requireNonNull(MutationsTest.class.getResourceAsStream("/" + mutation.type() + ".class"))) {
            return file.readAllBytes();
        }
    }
}
