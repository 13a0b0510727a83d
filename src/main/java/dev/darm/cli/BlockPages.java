package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.CommittedBlock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The blocks of one node over HTTP, a page at a time. What it gives is not verified here. */
final class BlockPages {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String address;
    private final NodeApi api;
    private TreeMap<Long, CommittedBlock> page = new TreeMap<>();

    /** It did not answer once, and is not waited for again. */
    private boolean silent;

    BlockPages(String address) {
        this.address = address;
        this.api = new NodeApi(List.of(address), Optional.empty());
    }

    String address() {
        return address;
    }

    /** How high the node's chain is; empty when it does not answer. */
    Optional<Long> height() {
        return api.getFrom(address, "/darm/chain", PATIENCE)
                .map(chain -> chain.path("height").asLong());
    }

    /** The block of {@code height}; empty when the node does not answer or has none that can be read. */
    Optional<CommittedBlock> block(long height) {
        if (!page.containsKey(height)) page = fetch(height);
        return Optional.ofNullable(page.get(height));
    }

    private TreeMap<Long, CommittedBlock> fetch(long height) {
        TreeMap<Long, CommittedBlock> blocks = new TreeMap<>();
        if (silent) return blocks;
        Optional<JsonNode> found = api.getFrom(address, "/darm/chain/" + height + "/blocks", PATIENCE);
        silent = found.isEmpty();
        for (JsonNode hex : found.map(reply -> reply.path("blocks")).orElseGet(NodeApi.JSON::createArrayNode)) {
            try {
                CommittedBlock block = ByteReader.readAll(HexFormat.of().parseHex(hex.asText()), CommittedBlock::read);
                blocks.put(block.height(), block);
            } catch (IllegalArgumentException | MalformedBytes e) {
                return blocks;
            }
        }
        return blocks;
    }
}
