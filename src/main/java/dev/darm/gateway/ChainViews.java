package dev.darm.gateway;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.util.ByteString;
import dev.darm.consolidation.ConsolidationRecord;
import dev.darm.consolidation.NominationItem;
import dev.darm.consolidation.StatisticsRecord;
import dev.darm.consolidation.Tombstone;
import dev.darm.gateway.GatewayPort.BlockView;
import dev.darm.gateway.GatewayPort.BlocksView;
import dev.darm.gateway.GatewayPort.ChainCheck;
import dev.darm.gateway.GatewayPort.ChainView;
import dev.darm.gateway.GatewayPort.LightView;
import dev.darm.gateway.GatewayPort.PayloadView;
import dev.darm.gateway.GatewayPort.ProofView;
import dev.darm.gateway.GatewayPort.ValidatorView;
import dev.darm.ledger.BlockCopy;
import dev.darm.ledger.BlockHeader;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerStatus;
import dev.darm.ledger.LightBlock;
import dev.darm.ledger.LogQuestion;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Validator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The chain of this node for people: read through the ledger's actor, and checked block by block. */
final class ChainViews {

    private static final int PAGE = 64;

    /** A block of a copy may be large, and its size is known only when it is read. */
    private static final int COPIED_AT_ONCE = 8;

    private final Genesis genesis;
    private final ChainVerifier verifier;
    private final ActorRef<Validator.Command> ledger;
    private final Optional<ActorRef<BlockCopy.Command>> copy;
    private final ActorSystem<?> system;
    private final Duration timeout;

    ChainViews(
            Genesis genesis,
            PayloadRules rules,
            ActorRef<Validator.Command> ledger,
            Optional<ActorRef<BlockCopy.Command>> copy,
            ActorSystem<?> system,
            Duration timeout) {
        this.genesis = genesis;
        this.verifier = new ChainVerifier(genesis, rules);
        this.ledger = ledger;
        this.copy = copy;
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

    private CompletionStage<LedgerStatus> status() {
        return AskPattern.ask(ledger, Validator.GetStatus::new, timeout, system.scheduler());
    }

    /** Which blocks are kept whole, and how high the chain is. */
    CompletionStage<Validator.Kept> kept() {
        return AskPattern.ask(ledger, Validator.GetKept::new, timeout, system.scheduler());
    }

    /** Refuses a height that this node does not keep whole any more, and names who does. */
    private CompletionStage<Validator.Kept> whole(long height) {
        return kept().thenApply(kept -> {
            if (height >= 1 && height < kept.oldest()) throw pruned(height, kept);
            return kept;
        });
    }

    private static Refusal pruned(long height, Validator.Kept kept) {
        return new Refusal(
                410,
                "pruned",
                "this node keeps whole blocks from height " + kept.oldest() + " on, and height " + height
                        + " only abridged",
                kept.archives().isEmpty()
                        ? "an archive, which is a node with darm.ledger.keep-blocks = 0; none is in reach of this one"
                        : "an archive: " + String.join(", ", kept.archives()));
    }

    CompletionStage<ChainView> summary(int newest) {
        return status().thenCompose(status -> kept().thenCompose(
                        kept -> blocks(Math.max(kept.oldest(), status.height() - newest + 1), newest))
                .thenApply(found -> summary(status, found.blocks())));
    }

    private ChainView summary(LedgerStatus status, List<CommittedBlock> blocks) {
        List<BlockView> views = new ArrayList<>();
        SortedMap<PublicKey, String> names = names(status);
        for (CommittedBlock block : blocks.reversed()) views.add(view(block, names));
        BlockView tip = views.isEmpty() ? null : views.getFirst();
        return new ChainView(
                genesis.chainId(),
                status.height(),
                tip == null ? null : tip.hash(),
                tip == null ? null : tip.time(),
                validators(status),
                views);
    }

    /** The validators that decide the next block, and whether this node is in touch with them. */
    static List<ValidatorView> validators(LedgerStatus status) {
        return status.validators().stream()
                .map(seat -> new ValidatorView(seat.name(), seat.key().hex(), seat.power(), seat.connected()))
                .toList();
    }

    CompletionStage<Optional<BlockView>> block(long height) {
        if (height < 1) return CompletableFuture.completedFuture(Optional.empty());
        return whole(height).thenCompose(kept -> status()).thenCompose(status -> blocks(height, 1)
                .thenApply(found -> found.blocks().stream()
                        .filter(block -> block.block().height() == height)
                        .findFirst()
                        .map(block -> view(block, names(status)))));
    }

    private static BlockView view(CommittedBlock committed, Map<PublicKey, String> names) {
        var header = committed.block().header();
        return new BlockView(
                header.height(),
                committed.block().hash().hex(),
                header.previous().hex(),
                header.time().toString(),
                name(header.proposer(), names),
                header.validatorsHash().hex(),
                header.nextValidatorsHash().hex(),
                roots(header),
                committed.certificate().round(),
                committed.certificate().precommits().stream()
                        .map(precommit -> name(precommit.validator(), names))
                        .toList(),
                committed.block().payloads().stream().map(ChainViews::view).toList());
    }

    /** Whole blocks from {@code from} on; those that this node no longer keeps whole from its copy, where it has one. */
    CompletionStage<BlocksView> page(long from) {
        long first = Math.max(1, from);
        return kept().thenCompose(kept -> wholeFrom(first, kept)
                .thenApply(found -> new BlocksView(
                        kept.chainHeight(),
                        kept.oldest(),
                        found.stream()
                                .map(block -> HexFormat.of().formatHex(block.bytes()))
                                .toList())));
    }

    /** The same as blocks; refused when they are kept whole no more and no copy has them. */
    CompletionStage<List<CommittedBlock>> wholeBlocks(long from) {
        return kept().thenCompose(kept -> wholeFrom(from, kept).thenApply(found -> {
            if (found.isEmpty() && from < kept.oldest()) throw pruned(from, kept);
            return found;
        }));
    }

    private CompletionStage<List<CommittedBlock>> wholeFrom(long first, Validator.Kept kept) {
        return first < kept.oldest() && copy.isPresent()
                ? copied(copy.get(), first)
                : blocks(first, PAGE).thenApply(Validator.Blocks::blocks);
    }

    private CompletionStage<List<CommittedBlock>> copied(ActorRef<BlockCopy.Command> from, long first) {
        return AskPattern.<BlockCopy.Command, BlockCopy.Found>ask(
                        from, ref -> new BlockCopy.Read(first, COPIED_AT_ONCE, ref), timeout, system.scheduler())
                .thenApply(BlockCopy.Found::blocks);
    }

    CompletionStage<Optional<LightView>> light(long height) {
        return lightBlock(height)
                .thenApply(found -> found.map(block -> new LightView(
                        height, block.bytes().length, HexFormat.of().formatHex(block.bytes()))));
    }

    /** The block of {@code height} as a light client needs it; empty when there is none. */
    CompletionStage<Optional<LightBlock>> lightBlock(long height) {
        return AskPattern.<Validator.Command, Validator.LightReply>ask(
                        ledger, ref -> new Validator.Light(height, ref), timeout, system.scheduler())
                .thenCompose(reply -> reply.block().isPresent()
                        ? CompletableFuture.completedFuture(reply)
                        : whole(height).thenApply(kept -> reply))
                .thenApply(Validator.LightReply::block);
    }

    CompletionStage<Optional<ByteString>> log(LogQuestion question) {
        return AskPattern.<Validator.Command, Validator.LogAnswer>ask(
                        ledger, ref -> new Validator.AskLog(question, ref), timeout, system.scheduler())
                .thenApply(Validator.LogAnswer::bytes);
    }

    CompletionStage<Optional<ProofView>> proof(long height, int position) {
        return whole(height)
                .thenCompose(kept -> AskPattern.<Validator.Command, Validator.Proven>ask(
                        ledger, ref -> new Validator.Prove(height, position, ref), timeout, system.scheduler()))
                .thenApply(proven -> proven.proof().map(proof -> {
                    byte[] bytes = proof.bytes();
                    return new ProofView(
                            height,
                            position,
                            proof.payload().hex(),
                            bytes.length,
                            proof.handovers().size(),
                            HexFormat.of().formatHex(bytes));
                }));
    }

    private static SortedMap<String, String> roots(BlockHeader header) {
        SortedMap<String, String> roots = new TreeMap<>();
        header.roots().forEach((section, root) -> roots.put(section.name().toLowerCase(Locale.ROOT), root.hex()));
        return roots;
    }

    /** The name of a validator of today or of the genesis, or else its key. */
    private static String name(PublicKey key, Map<PublicKey, String> names) {
        return names.getOrDefault(key, key.hex());
    }

    private SortedMap<PublicKey, String> names(LedgerStatus status) {
        SortedMap<PublicKey, String> names = new TreeMap<>();
        genesis.validators().members().forEach(member -> names.put(member.key(), member.name()));
        status.validators().forEach(seat -> names.put(seat.key(), seat.name()));
        return names;
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

    /** Checks every block from the genesis on, page by page, abridged ones run by run. */
    CompletionStage<ChainCheck> verify() {
        return kept().thenCompose(kept -> verify(ChainState.of(genesis), kept.oldest()));
    }

    private CompletionStage<ChainCheck> verify(ChainState state, long oldest) {
        return state.height() + 1 < oldest ? verifyRun(state, oldest) : verifyPage(state);
    }

    private CompletionStage<ChainCheck> verifyRun(ChainState state, long oldest) {
        return AskPattern.<Validator.Command, Validator.Run>ask(
                        ledger, ref -> new Validator.GetRun(state.height() + 1, ref), timeout, system.scheduler())
                .thenCompose(run -> {
                    ChainVerifier.Followed followed = verifier.follow(state, run.blocks());
                    if (followed.refusal().isPresent())
                        return CompletableFuture.completedFuture(new ChainCheck(
                                false,
                                state.height() + 1,
                                null,
                                followed.refusal().get()));
                    return run.blocks().isEmpty() ? verifyPage(state) : verify(followed.state(), oldest);
                });
    }

    private CompletionStage<ChainCheck> verifyPage(ChainState state) {
        return blocks(state.height() + 1, PAGE).thenCompose(page -> {
            ChainState last = state;
            for (CommittedBlock block : page.blocks()) {
                Optional<String> fault = verifier.refusal(last, block);
                if (fault.isPresent())
                    return CompletableFuture.completedFuture(
                            new ChainCheck(false, last.height() + 1, null, fault.get()));
                last = last.after(block);
            }
            if (last.height() > state.height() && last.height() < page.chainHeight()) return verifyPage(last);
            return CompletableFuture.completedFuture(
                    new ChainCheck(true, last.height(), last.tip().hash().hex(), null));
        });
    }
}
