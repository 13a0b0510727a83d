package dev.darm.codec;

import java.util.Arrays;
import java.util.Random;

/** Good bytes with bits turned, cut, lengthened, overwritten or shuffled. */
public final class BadBytes {

    private BadBytes() {}

    /** A changed copy of {@code good}, which has 2 bytes or more; by chance it may be the same. */
    public static byte[] of(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 2 -> bad = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(64));
            case 3 -> {
                int length = 1 + random.nextInt(Math.min(8, bad.length));
                int at = random.nextInt(bad.length - length + 1);
                for (int i = at; i < at + length; i++) bad[i] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
            }
            default -> {
                int length = random.nextInt(bad.length / 2);
                System.arraycopy(
                        good, random.nextInt(bad.length - length), bad, random.nextInt(bad.length - length), length);
            }
        }
        return bad;
    }
}
