/**
 * Bytes: the one canonical encoding for whatever is hashed, signed or persisted, and the serializers of the wire.
 *
 * <p><em>Canonical bytes</em> are hand-written, versioned and length-prefixed ({@link dev.darm.codec.ByteWriter},
 * {@link dev.darm.codec.ByteReader}); one value has exactly one encoding, a reader refuses every other, and a renamed
 * class never changes stored bytes. Each kind of value starts with a kind byte and a version byte. <em>Wire bytes</em>
 * (Kryo) carry transient messages between authenticated members and are never stored.
 *
 * <p>Read first: {@link dev.darm.codec.Canonical}.
 */
@NullMarked
package dev.darm.codec;

import org.jspecify.annotations.NullMarked;
