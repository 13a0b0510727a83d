package dev.darm.ledger;

import dev.darm.ledger.LightClient.Source;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.LightClient.Unverified;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what a light client believes with what a witness, another source of the same chain, has in its place. A light
 * client alone cannot tell a chain that was made with stolen keys from the true one; the two together prove that there are two
 * (the attack detector of the Tendermint light client, arXiv 2010.07031).
 *
 * <p>Nobody is believed for being a witness: one that shows nothing, or something that does not verify, changes nothing.
 */
public final class ForkDetector {

    /** What a witness has to say. */
    public sealed interface Finding {

        /** It has the same header. */
        record Agrees() implements Finding {}

        /** It shows no header of that height: it lags, keeps no certificate of it, or does not answer. */
        record Silent(String why) implements Finding {}

        /** It shows another header, which does not verify. */
        record Unproven(String why) implements Finding {}

        /** It shows another header, which verifies as well. */
        record Forked(Fork fork) implements Finding {}
    }

    private final LightClient client;
    private final Instant now;

    public ForkDetector(LightClient client, Instant now) {
        this.client = client;
        this.now = now;
    }

    /**
     * What {@code witness} says of the last header of {@code trace}.
     *
     * @param from the header that is trusted at the start
     * @param trace how {@code primary} led from there to its last header, see {@link LightClient#trace}; 1 header or more
     */
    public Finding compare(Trusted from, List<LightBlock> trace, Source primary, Source witness) {
        LightBlock believed = trace.getLast();
        Known theirs = new Known(witness);
        try {
            LightBlock other = theirs.block(believed.height());
            if (same(believed, other)) return new Finding.Agrees();
            Known ours = new Known(primary);
            trace.forEach(block -> ours.blocks.put(block.height(), block));
            Fork whole = new Fork(from, trace, client.trace(from, believed.height(), theirs, now));
            return new Finding.Forked(new Search(ours, theirs, whole).narrowed(trace));
        } catch (IOException e) {
            return new Finding.Silent(String.valueOf(e.getMessage()));
        } catch (Unverified e) {
            return new Finding.Unproven(String.valueOf(e.getMessage()));
        }
    }

    private static boolean same(LightBlock one, LightBlock other) {
        return one.header().hash().equals(other.header().hash());
    }

    /** Looks for the first header that differs, half the way at a time. */
    private final class Search {

        private final Known ours;
        private final Known theirs;
        private Fork fork;

        private Search(Known ours, Known theirs, Fork fork) {
            this.ours = ours;
            this.theirs = theirs;
            this.fork = fork;
        }

        /** The fork between neighbours, or as close to that as both sides have headers to show that verify. */
        private Fork narrowed(List<LightBlock> trace) {
            while (true) {
                List<Long> between = trace.stream()
                        .map(LightBlock::height)
                        .filter(height -> fork.common().height() < height
                                && height < fork.our().height())
                        .toList();
                if (between.isEmpty() || !narrow(between.get(between.size() / 2))) break;
            }
            while (fork.our().height() - fork.common().height() > 1) {
                long common = fork.common().height();
                if (!narrow(common + (fork.our().height() - common) / 2)) break;
            }
            return fork;
        }

        private boolean narrow(long height) {
            try {
                List<LightBlock> our = client.trace(fork.common(), height, ours, now);
                List<LightBlock> their = client.trace(fork.common(), height, theirs, now);
                if (!same(our.getLast(), their.getLast())) {
                    fork = new Fork(fork.common(), our, their);
                } else {
                    Trusted common = Trusted.of(our.getLast());
                    long end = fork.our().height();
                    fork = new Fork(
                            common, client.trace(common, end, ours, now), client.trace(common, end, theirs, now));
                }
                return true;
            } catch (IOException | Unverified e) {
                // the fork is proved by what was seen before; a side that shows no more keeps it as wide as it is
                return false;
            }
        }
    }

    /** A source that is asked for each height once, so that it cannot say two things of one. */
    private static final class Known implements Source {

        private final Source source;
        private final Map<Long, LightBlock> blocks = new TreeMap<>();

        private Known(Source source) {
            this.source = source;
        }

        @Override
        public LightBlock block(long height) throws IOException {
            LightBlock known = blocks.get(height);
            if (known != null) return known;
            LightBlock asked = source.block(height);
            blocks.put(height, asked);
            return asked;
        }
    }
}
