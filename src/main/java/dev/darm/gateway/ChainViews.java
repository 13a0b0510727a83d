package dev.darm.gateway;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.darm.consolidation.ConsolidationRecord;
import dev.darm.consolidation.NominationItem;
import dev.darm.consolidation.StatisticsRecord;
import dev.darm.consolidation.Tombstone;
import dev.darm.gateway.GatewayPort.BlockView;
import dev.darm.gateway.GatewayPort.ChainCheck;
import dev.darm.gateway.GatewayPort.ChainView;
import dev.darm.gateway.GatewayPort.PayloadView;
import dev.darm.gateway.GatewayPort.ValidatorView;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerStatus;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Tip;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The chain of this node for people: read through the ledger's actor, and checked block by block. */
final class ChainViews {

    private static final int PAGE = 64;

    private final Genesis genesis;
    private final ChainVerifier verifier;
    private final ActorRef<Validator.Command> ledger;
    private final ActorSystem<?> system;
    private final Duration timeout;

    ChainViews(
            Genesis genesis,
            PayloadRules rules,
            ActorRef<Validator.Command> ledger,
            ActorSystem<?> system,
            Duration timeout) {
        this.genesis = genesis;
        this.verifier = new ChainVerifier(genesis, rules);
        this.ledger = ledger;
        this.system = system;
        this.timeout = timeout;
    }

    private CompletionStage<Validator.Blocks> blocks(long from, int max) {
        return AskPattern.ask(
                ledger,
                (ActorRef<Validator.Blocks> ref) -> new Validator.GetBlocks(from, max, ref),
                timeout,
                system.scheduler());
    }

    CompletionStage<ChainView> summary(int newest) {
        return AskPattern.<Validator.Command, LedgerStatus>ask(
                        ledger, Validator.GetStatus::new, timeout, system.scheduler())
                .thenCompose(status -> blocks(Math.max(1, status.height() - newest + 1), newest)
                        .thenApply(found -> summary(status, found.blocks())));
    }

    private ChainView summary(LedgerStatus status, List<CommittedBlock> blocks) {
        List<BlockView> views = new ArrayList<>();
        for (CommittedBlock block : blocks.reversed()) views.add(view(block));
        BlockView tip = views.isEmpty() ? null : views.getFirst();
        return new ChainView(
                genesis.chainId(),
                status.height(),
                tip == null ? null : tip.hash(),
                tip == null ? null : tip.time(),
                validators(status),
                views);
    }

    /** The validators of the genesis, and whether this node is in touch with them. */
    List<ValidatorView> validators(LedgerStatus status) {
        List<ValidatorView> views = new ArrayList<>();
        for (ValidatorSet.Member member : genesis.validators().members()) {
            boolean connected = status.validators().stream()
                    .anyMatch(seat -> seat.name().equals(member.name()) && seat.connected());
            views.add(new ValidatorView(member.name(), member.key().hex(), member.power(), connected));
        }
        return views;
    }

    CompletionStage<Optional<BlockView>> block(long height) {
        if (height < 1) return CompletableFuture.completedFuture(Optional.empty());
        return blocks(height, 1).thenApply(found -> found.blocks().stream()
                .filter(block -> block.block().height() == height)
                .findFirst()
                .map(this::view));
    }

    private BlockView view(CommittedBlock committed) {
        var header = committed.block().header();
        return new BlockView(
                header.height(),
                committed.block().hash().hex(),
                header.previous().hex(),
                header.time().toString(),
                name(header.proposer()),
                header.payloadRoot().hex(),
                committed.certificate().round(),
                committed.certificate().precommits().stream()
                        .map(precommit -> name(precommit.validator()))
                        .toList(),
                committed.block().payloads().stream().map(ChainViews::view).toList());
    }

    private String name(PublicKey key) {
        return genesis.validators().find(key).map(ValidatorSet.Member::name).orElseGet(key::hex);
    }

    private static PayloadView view(Payload payload) {
        int bytes = payload.content().length;
        return switch (payload.kind()) {
            case Payload.CONSOLIDATION -> consolidation(payload, bytes);
            case Payload.STATISTICS -> statistics(payload, bytes);
            case Payload.TOMBSTONE -> tombstone(payload, bytes);
            default ->
                new PayloadView("kind " + payload.kind(), bytes, payload.hash().hex(), null);
        };
    }

    private static PayloadView tombstone(Payload payload, int bytes) {
        Tombstone tombstone = Tombstone.of(payload);
        String what = "%d bodies forgotten (%s), %d heads consent, asked of %s"
                .formatted(
                        tombstone.request().commitments().size(),
                        tombstone.request().reason().name().toLowerCase(Locale.ROOT),
                        tombstone.consents().size(),
                        tombstone.request().proposer());
        return new PayloadView("tombstone", bytes, payload.hash().hex(), what);
    }

    private static PayloadView statistics(Payload payload, int bytes) {
        StatisticsRecord record = StatisticsRecord.of(payload);
        String learned = "version %d of the corpus statistics, learned from %d claims up to height %d, %d ballots"
                .formatted(
                        record.edition().version(),
                        record.statistics().texts(),
                        record.edition().height(),
                        record.ballots().size());
        return new PayloadView("statistics", bytes, payload.hash().hex(), learned);
    }

    private static PayloadView consolidation(Payload payload, int bytes) {
        ConsolidationRecord record = ConsolidationRecord.of(payload);
        String claims = "%d of %d nominated claims agreed on%s, %d ballots, nominated by %s"
                .formatted(
                        record.passed().size(),
                        record.nomination().items().size(),
                        kinds(record),
                        record.ballots().size(),
                        record.nomination().proposer());
        return new PayloadView("consolidation", bytes, payload.hash().hex(), claims);
    }

    /** What passed beside promotions, such as " (1 challenge, 2 evidence)". */
    private static String kinds(ConsolidationRecord record) {
        TreeMap<NominationItem.Kind, Integer> counts = new TreeMap<>();
        for (ConsolidationRecord.Passed passed : record.passed())
            counts.merge(record.nomination().items().get(passed.item()).kind(), 1, Integer::sum);
        counts.remove(NominationItem.Kind.PROMOTE);
        if (counts.isEmpty()) return "";
        return counts.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", " (", ")"));
    }

    /** Checks every block from the genesis on, page by page. */
    CompletionStage<ChainCheck> verify() {
        return verify(genesis.tip());
    }

    private CompletionStage<ChainCheck> verify(Tip tip) {
        return blocks(tip.height() + 1, PAGE).thenCompose(page -> {
            Tip last = tip;
            for (CommittedBlock block : page.blocks()) {
                Optional<String> fault = verifier.refusal(last, block);
                if (fault.isPresent())
                    return CompletableFuture.completedFuture(
                            new ChainCheck(false, last.height() + 1, null, fault.get()));
                last = Tip.of(block.block().header());
            }
            if (last.height() > tip.height() && last.height() < page.chainHeight()) return verify(last);
            return CompletableFuture.completedFuture(
                    new ChainCheck(true, last.height(), last.hash().hex(), null));
        });
    }
}
