package dev.darm.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.consolidation.NominationItem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A manifest has one encoding, whose hash is the item's id on every node; nothing else is read as it. */
class ManifestTest {

    private static final byte[] ITEM = "hello world".getBytes(StandardCharsets.UTF_8);
    private static final Manifest MANIFEST = Manifest.of("block", ITEM, 8);

    @Test
    void theBytesAreThoseOfTheOtherImplementation() {
        assertThat(HexFormat.of().formatHex(MANIFEST.bytes()))
                .isEqualTo("300100000005626c6f636b000000000000000b0000000800000002"
                        + "2850459f91fca1b8ca435e518708137a0eee63750d71056a67d700eb3d3ae9c9"
                        + "85c76dcae2299d2235c793fe3425bd88376f5c4721cfddc1c9a9c452c20c5d33");
        assertThat(MANIFEST.id().hex()).isEqualTo("c7ffbcd1018d5a64f6db219883158ff4148bf4bc46a5ecd714027253bd0bd50c");
        assertThat(ByteReader.readAll(MANIFEST.bytes(), Manifest::read)).isEqualTo(MANIFEST);
    }

    @Test
    void everyTruncationIsMalformed() {
        byte[] bytes = MANIFEST.bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ByteReader.readAll(cut, Manifest::read)).isInstanceOf(MalformedBytes.class);
        }
    }

    /** The two begin with the same kind and version; a manifest's third byte is 0, an item's is not. */
    @ParameterizedTest
    @EnumSource
    void noBytesAreBothAManifestAndANominationItem(NominationItem.Kind kind) {
        List<Hash> targets = List.of(Hash.of("a"), Hash.of("b"), Hash.of("c"), Hash.of("d"));
        int most = kind == NominationItem.Kind.PROMOTE ? 0 : kind == NominationItem.Kind.EVIDENCE ? 2 : 1;
        byte[] item = new NominationItem(kind, Hash.of("body"), 9_000, targets.subList(0, most)).bytes();

        assertThat(item[0]).isEqualTo(MANIFEST.bytes()[0]);
        assertThat(item[1]).isEqualTo(MANIFEST.bytes()[1]);
        assertThat(item[2]).isNotZero();
        assertThat(Manifest.of("k".repeat(32), ITEM, 1).bytes()[2]).isZero();
        assertThatThrownBy(() -> ByteReader.readAll(item, Manifest::read)).isInstanceOf(MalformedBytes.class);
        assertThatThrownBy(() -> ByteReader.readAll(MANIFEST.bytes(), NominationItem::read))
                .isInstanceOf(MalformedBytes.class);
    }
}
