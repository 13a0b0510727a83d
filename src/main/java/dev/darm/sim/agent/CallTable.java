package dev.darm.sim.agent;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Redirects calls of static methods by repointing their references in the constant pool: same name, same descriptor,
 * another class.
 */
final class CallTable {

    private final Map<String, Class<?>> standIns;
    private final Map<String, Set<String>> methods = new HashMap<>();

    /** @param standIns by the internal name of the class that each stands in for */
    CallTable(Map<String, Class<?>> standIns) {
        this.standIns = standIns;
        standIns.forEach((owner, standIn) -> {
            Set<String> signatures = new HashSet<>();
            for (Method method : standIn.getDeclaredMethods())
                if (Modifier.isPublic(method.getModifiers()))
                    signatures.add(method.getName()
                            + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                    .toMethodDescriptorString());
            methods.put(owner, signatures);
        });
    }

    /** The class with its calls redirected; the same array when it has none to redirect. */
    byte[] redirect(byte[] bytes) {
        ConstantPool pool = new ConstantPool(bytes);
        Map<String, Integer> classIndexes = new HashMap<>();
        ByteArrayOutputStream added = new ByteArrayOutputStream();
        int next = pool.count();
        byte[] copy = null;
        for (int i = 1; i < pool.count(); i++) {
            int tag = pool.tag(i);
            if (tag != ConstantPool.METHOD && tag != ConstantPool.INTERFACE_METHOD) continue;
            String owner = pool.soughtClass(pool.first(i));
            Set<String> signatures = owner.isEmpty() ? null : methods.get(owner);
            if (signatures == null) continue;
            int nameAndType = pool.second(i);
            if (!signatures.contains(pool.text(pool.first(nameAndType)) + pool.text(pool.second(nameAndType))))
                continue;
            Integer index = classIndexes.get(owner);
            if (index == null) {
                String name = java.util.Objects.requireNonNull(standIns.get(owner))
                        .getName()
                        .replace('.', '/');
                index = append(added, name, next);
                classIndexes.put(owner, index);
                next += 2;
            }
            if (copy == null) copy = bytes.clone();
            copy[pool.at[i]] = ConstantPool.METHOD;
            copy[pool.at[i] + 1] = (byte) (index >> 8);
            copy[pool.at[i] + 2] = (byte) (int) index;
        }
        return copy == null ? bytes : new ConstantPool(copy).with(added.toByteArray(), next - pool.count());
    }

    /** Appends a name at index {@code next} and a class of that name behind it; returns the index of the class. */
    private static int append(ByteArrayOutputStream added, String name, int next) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        added.write(ConstantPool.UTF8);
        added.write(text.length >> 8);
        added.write(text.length);
        added.writeBytes(text);
        added.write(ConstantPool.CLASS);
        added.write(next >> 8);
        added.write(next);
        return next + 1;
    }
}
