package dev.darm.sim.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts {@link WorldRandom} in the place of {@code ThreadLocalRandom} in a class: in its names and its descriptors. */
final class Renaming {

    private static final String FROM = "java/util/concurrent/ThreadLocalRandom";
    private static final String TO = "dev/darm/sim/agent/WorldRandom";
    private static final byte[] SOUGHT = FROM.getBytes(StandardCharsets.US_ASCII);

    private Renaming() {}

    /** The class renamed; the same array when it does not name it. */
    static byte[] of(byte[] bytes) {
        if (!contains(bytes)) return bytes;
        ConstantPool pool = new ConstantPool(bytes);
        ByteArrayOutputStream renamed = new ByteArrayOutputStream(bytes.length);
        renamed.write(bytes, 0, 10);
        int from = 10;
        for (int i = 1; i < pool.count(); i++) {
            if (pool.tag(i) != ConstantPool.UTF8) continue;
            String text = pool.text(i);
            if (!text.contains(FROM)) continue;
            renamed.write(bytes, from, pool.at[i] - from);
            byte[] replaced = text.replace(FROM, TO).getBytes(StandardCharsets.UTF_8);
            renamed.write(ConstantPool.UTF8);
            renamed.write(replaced.length >> 8);
            renamed.write(replaced.length);
            renamed.writeBytes(replaced);
            from = pool.at[i] + 3 + pool.u2(pool.at[i] + 1);
        }
        renamed.write(bytes, from, bytes.length - from);
        return renamed.toByteArray();
    }

    private static boolean contains(byte[] bytes) {
        for (int i = 0; i <= bytes.length - SOUGHT.length; i++) {
            if (bytes[i] != 'j' || bytes[i + SOUGHT.length - 1] != 'm') continue;
            int at = 1;
            while (at < SOUGHT.length && bytes[i + at] == SOUGHT[at]) at++;
            if (at == SOUGHT.length) return true;
        }
        return false;
    }
}
