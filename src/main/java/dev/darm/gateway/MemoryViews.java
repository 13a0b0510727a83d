package dev.darm.gateway;

import dev.darm.codec.Hash;
import dev.darm.gateway.GatewayPort.MemoryView;
import dev.darm.gateway.GatewayPort.SourceView;
import dev.darm.gateway.GatewayPort.Tier;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.SourceRef;
import dev.darm.memory.StmEntry;
import java.util.List;

/** What is remembered, for people. */
final class MemoryViews {

    private MemoryViews() {}

    static List<SourceView> sources(List<SourceRef> sources, String heading) {
        return sources.stream()
                .map(source -> new SourceView(
                        source.uri(),
                        source.line(),
                        heading.isEmpty() ? null : heading,
                        source.passage().hex()))
                .toList();
    }

    static MemoryView view(LongTermEntry entry) {
        return new MemoryView(
                entry.commitment().hex(),
                Tier.LTM,
                entry.claim().text(),
                sources(entry.sources(), entry.heading()),
                entry.confidence(),
                entry.salience(),
                entry.standing().name(),
                entry.height(),
                entry.promotedAt().toString(),
                entry.supersededBy().map(Hash::hex).orElse(null));
    }

    static MemoryView view(StmEntry entry) {
        return new MemoryView(
                entry.id().hex(),
                Tier.STM,
                entry.claim().text(),
                sources(entry.sources(), entry.heading()),
                entry.confidence(),
                entry.salience(),
                entry.state().name(),
                null,
                entry.createdAt().toString(),
                null);
    }
}
