package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notices, in what others send to a node, that its chain has a second continuation: another block than its tip was decided at the
 * tip's height, by a certificate that holds. More than a third of the power broke the rules then, or its keys were stolen. The
 * two certificates are the proof; whoever signed both in one round is accused by them.
 *
 * <p>It sees what reaches a node while its tip is at that height. What parted longer ago a light client finds, see
 * {@link ForkDetector}.
 */
final class ForkWatch {

    /** So many second blocks are told of, so that who holds the keys cannot fill a log. */
    static final int MOST = 16;

    private final Map<Hash, Sighting> sightings = new LinkedHashMap<>();

    /**
     * A second block.
     *
     * @param from the node that showed it
     * @param ours the hash of this node's block of that height
     * @param theirs the certificate of the other one
     * @param evidence against each that signed both in one round
     */
    record Sighting(String from, Hash ours, Certificate theirs, List<Evidence> evidence) {

        String words() {
            return "FORK at height %d: %s shows that %s was decided beside %s"
                    .formatted(theirs.height(), from, theirs.blockHash(), ours);
        }
    }

    /**
     * Looks at {@code block}, of the tip's height with its {@code certificate}, or of the next height, which holds the certificate
     * of the block that it follows. Empty when it shows no fork, or one that was seen before.
     */
    Optional<Sighting> look(ChainState state, String from, Block block, Optional<Certificate> certificate) {
        Tip tip = state.tip();
        boolean next = block.header().height() == tip.height() + 1;
        if (!next && block.header().height() != tip.height()) return Optional.empty();
        Hash rival = next ? block.header().previous() : block.hash();
        if (rival.equals(tip.hash()) || sightings.containsKey(rival) || sightings.size() == MOST)
            return Optional.empty();
        Optional<Certificate> decided = next ? block.lastCommit() : certificate;
        Optional<Sighting> seen = decided.flatMap(theirs -> state.decidedToo(rival, theirs)
                .map(ours -> new Sighting(from, tip.hash(), theirs, Evidence.between(ours, theirs))));
        seen.ifPresent(sighting -> sightings.put(rival, sighting));
        return seen;
    }

    /** The first fork that was seen. */
    Optional<Sighting> first() {
        return sightings.values().stream().findFirst();
    }
}
