package dev.darm.codec;

import com.esotericsoftware.kryo.io.Input;

/** Bytes of one message. A text or an array that says it is longer than what is left gets no memory set aside for it. */
final class WireInput extends Input {

    WireInput(byte[] bytes) {
        super(bytes);
    }

    @Override
    public String readString() {
        int start = position();
        // Kryo's form of a text: unless it is plain ASCII, its number of characters plus one, then at least a byte for
        // each.
        if (readVarIntFlag()) require(readVarIntFlag(true) - 1L, 1);
        setPosition(start);
        return super.readString();
    }

    @Override
    public byte[] readBytes(int length) {
        require(length, 1);
        return super.readBytes(length);
    }

    @Override
    public float[] readFloats(int length) {
        require(length, Float.BYTES);
        return super.readFloats(length);
    }

    private void require(long count, int bytesEach) {
        int left = limit() - position();
        if (count * bytesEach > left)
            throw new MalformedBytes("a length of " + count + " with " + left + " bytes left");
    }
}
