/**
 * Bytes: the one canonical encoding for whatever is hashed, signed or persisted, and the serializers of the wire.
 *
 * <p><em>Canonical bytes</em> are hand-written, versioned and length-prefixed ({@link dev.darm.codec.ByteWriter},
 * {@link dev.darm.codec.ByteReader}); one value has exactly one encoding, a reader refuses every other, and a renamed
 * class never changes stored bytes. Each kind of value starts with a kind byte and a version byte. A kind byte stands for
 * one kind, so that no hash of one is that of another; 0x30 alone stands for two, the manifest of a broadcast and the item of a
 * nomination, which the third byte tells apart. <em>Wire bytes</em> (Kryo) carry transient messages between authenticated
 * members and are never stored.
 *
 * <p>Read first: {@link dev.darm.codec.Canonical}.
 */
@NullMarked
package dev.darm.codec;

import org.jspecify.annotations.NullMarked;
