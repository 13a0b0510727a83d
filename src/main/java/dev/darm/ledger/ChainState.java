package dev.darm.ledger;

import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the next block of a chain must follow: the end of the chain, and the validators that decide the next block. It
 * depends on the blocks alone, so all honest nodes at one height have the same.
 *
 * @param changedAt the height of the last block that changed the validators; 0 when they are those of the genesis
 * @param end how the tip was decided: what the time of the next block follows from, where it follows from that
 */
public record ChainState(Genesis genesis, Tip tip, ValidatorSet validators, long changedAt, Optional<End> end) {

    /**
     * A certificate of the tip, which holds. Other nodes may hold another one.
     *
     * @param validators who decided the tip
     */
    public record End(Certificate certificate, ValidatorSet validators) {}

    public ChainState(Genesis genesis, Tip tip, ValidatorSet validators, long changedAt) {
        this(genesis, tip, validators, changedAt, Optional.empty());
    }

    /** Before the first block. */
    public static ChainState of(Genesis genesis) {
        return new ChainState(genesis, genesis.tip(), genesis.validators(), 0);
    }

    /** Of the last block; 0 before the first. */
    public long height() {
        return tip.height();
    }

    /**
     * The block that {@code proposer} proposes at {@code now}. Its time is {@code now}, or one millisecond after the tip's
     * when this clock runs behind; above height 1 of a chain of version 3 it is what the precommits of the tip state. The payloads stand in the order of their sections; those that may not stand beside the
     * others any more are left out.
     */
    public Block propose(PublicKey proposer, Instant now, long nonce, List<Payload> payloads) {
        Optional<Certificate> lastCommit = genesis.hasMedianTime() ? end.map(End::certificate) : Optional.empty();
        List<Payload> ordered = ordered(payloads);
        ValidatorSet next = next(ordered);
        BlockHeader header = new BlockHeader(
                genesis.chainId(),
                tip.height() + 1,
                notBefore(tip.time().plusMillis(1), lastCommit.map(this::median).orElse(now)),
                proposer,
                tip.hash(),
                validators.hash(),
                succession(next),
                Block.roots(genesis.blockVersion(), ordered),
                genesis.hasMedianTime()
                        ? Optional.of(lastCommit.map(Certificate::hash).orElse(Hash.ZERO))
                        : Optional.empty(),
                nonce);
        return new Block(header, ordered, lastCommit);
    }

    private Instant median(Certificate lastCommit) {
        return lastCommit.medianTime(end.orElseThrow().validators());
    }

    private static Instant notBefore(Instant earliest, Instant time) {
        return time.isBefore(earliest) ? earliest : time;
    }

    private List<Payload> ordered(List<Payload> payloads) {
        if (genesis.blockVersion() == 1) return payloads;
        List<Payload> sorted = new ArrayList<>(payloads);
        sorted.sort(Comparator.comparing(payload -> Section.of(payload.kind())));
        List<Payload> chosen = new ArrayList<>();
        ValidatorSet running = validators;
        for (Payload payload : sorted) {
            if (Section.of(payload.kind()) == Section.LEDGER) {
                if (ownRefusal(payload, running).isPresent()) continue;
                running = apply(payload, running);
            }
            chosen.add(payload);
        }
        return chosen;
    }

    private Optional<BlockHeader.Succession> succession(ValidatorSet next) {
        return genesis.blockVersion() == 1
                ? Optional.empty()
                : Optional.of(new BlockHeader.Succession(next.hash(), changedAt));
    }

    /**
     * Why {@code block} must not follow; empty when it may. Whether its time lies too far in the future is not asked here.
     *
     * @param rules of the payloads that are not the ledger's own
     * @param vetted hashes of payloads that are known to keep those rules
     */
    public Optional<String> refusal(Block block, PayloadRules rules, Predicate<Hash> vetted) {
        return placeRefusal(block).or(() -> contentRefusal(block, rules, vetted));
    }

    /** The same of a block whose header is known to be its payloads'. */
    Optional<String> refusalOfWhole(Block block, PayloadRules rules, Predicate<Hash> vetted) {
        return headerRefusal(block.header())
                .or(() -> timeRefusal(block))
                .or(() -> contentRefusal(block, rules, vetted));
    }

    /** Why {@code header} is one of a chain with another genesis, as far as it tells by itself; empty when it may be of this one. */
    Optional<String> strayRefusal(BlockHeader header) {
        if (!header.chainId().equals(genesis.chainId()))
            return Optional.of("the block is of chain \"" + header.chainId() + "\", not \"" + genesis.chainId() + "\"");
        if (header.height() != 1 || header.previous().equals(genesis.hash())) return Optional.empty();
        return Optional.of("the block is the first of a chain \"" + header.chainId() + "\" with the genesis "
                + header.previous() + ", but the genesis here is " + genesis.hash()
                + ": other validators, time or rules");
    }

    /** Why {@code block} does not belong here by its header, or its header is not its payloads'; empty when it does. */
    Optional<String> placeRefusal(Block block) {
        return headerRefusal(block.header()).or(block::rootRefusal).or(() -> timeRefusal(block));
    }

    private Optional<String> headerRefusal(BlockHeader header) {
        Optional<String> stray = strayRefusal(header);
        if (stray.isPresent()) return stray;
        if (header.version() != genesis.blockVersion())
            return Optional.of("the block has version " + header.version() + ", but those of this chain have "
                    + genesis.blockVersion());
        Optional<String> unlinked = tip.refusal(header);
        if (unlinked.isPresent()) return unlinked;
        if (!header.time().isAfter(tip.time()))
            return Optional.of(
                    "the time " + header.time() + " is not after " + tip.time() + " of height " + tip.height());
        if (!header.validatorsHash().equals(validators.hash()))
            return Optional.of(
                    "the validator-set hash is " + header.validatorsHash() + ", expected " + validators.hash());
        if (validators.find(header.proposer()).isEmpty())
            return Optional.of("the proposer " + header.proposer() + " is no validator");
        return Optional.empty();
    }

    /** Why {@code block} does not belong here, as far as it can be seen without the payloads that it lacks. */
    Optional<String> refusal(AbridgedBlock block) {
        return headerRefusal(block.header()).or(block::rootRefusal).or(() -> successionRefusal(block.rest()));
    }

    /** Whether the time is what the precommits of the tip state; what these are worth is for {@link #contentRefusal}. */
    private Optional<String> timeRefusal(Block block) {
        if (!genesis.hasMedianTime()) return Optional.empty();
        if (tip.height() == 0)
            return block.lastCommit().isEmpty()
                    ? Optional.empty()
                    : Optional.of("the first block holds precommits of a block before it");
        if (block.lastCommit().isEmpty())
            return Optional.of("the block does not hold the precommits of the block before it");
        // after an abridged block without its certificate, which only who mends or checks a chain meets
        if (end.isEmpty()) return Optional.empty();
        Certificate lastCommit = block.lastCommit().get();
        ValidatorSet deciders = end.get().validators();
        if (!lastCommit.hasTimes()) return Optional.of("the precommits of the block before state no times");
        return lastCommit
                .placeRefusal(deciders, genesis.hasFastPath(), tip.hash(), tip.height())
                .or(() -> {
                    Instant expected = notBefore(tip.time().plusMillis(1), median(lastCommit));
                    return block.header().time().equals(expected)
                            ? Optional.empty()
                            : Optional.of("the time is " + block.header().time()
                                    + ", but the precommits of the block before give " + expected);
                });
    }

    /** A signature that decided the tip here was looked at then; of the others this asks. */
    private Optional<String> lastCommitRefusal(Block block) {
        if (block.lastCommit().isEmpty() || end.isEmpty()) return Optional.empty();
        End known = end.get();
        Certificate lastCommit = block.lastCommit().get();
        return lastCommit
                .signatureRefusal(
                        known.validators(),
                        genesis.chainId(),
                        lastCommit.isOfOneRoundWith(known.certificate())
                                ? known.certificate().precommits()
                                : List.of())
                .map(why -> "of the precommits of the block before, " + why);
    }

    /**
     * The certificate of the tip, when {@code certificate} proves that those who decided it also decided {@code rival} at its height.
     * Empty when it does not, or none of the tip is known.
     */
    Optional<Certificate> decidedToo(Hash rival, Certificate certificate) {
        return end.filter(known -> certificate
                        .refusal(known.validators(), genesis.chainId(), genesis.hasFastPath(), rival, tip.height())
                        .isEmpty())
                .map(End::certificate);
    }

    /** Why the payloads of {@code block} must not stand in it; empty when they may. */
    Optional<String> contentRefusal(Block block, PayloadRules rules, Predicate<Hash> vetted) {
        return lastCommitRefusal(block)
                .or(() -> payloadRefusal(block.payloads(), rules, vetted))
                .or(() -> successionRefusal(block));
    }

    private Optional<String> payloadRefusal(List<Payload> payloads, PayloadRules rules, Predicate<Hash> vetted) {
        Set<Hash> seen = new HashSet<>();
        ValidatorSet running = validators;
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            if (!seen.add(payload.hash())) return Optional.of("the payload " + payload.hash() + " stands twice");
            if (Section.of(payload.kind()) != Section.LEDGER) {
                if (!vetted.test(payload.hash())) asked.add(i);
                continue;
            }
            Optional<String> refusal = firstRefusal(payloads, asked, rules, running);
            if (refusal.isPresent()) return refusal;
            Optional<String> ownRefusal = ownRefusal(payload, running);
            if (ownRefusal.isPresent()) return Optional.of("payload " + i + ": " + ownRefusal.get());
            asked.clear();
            running = apply(payload, running);
        }
        return firstRefusal(payloads, asked, rules, running);
    }

    /** The first refusal of those of {@code payloads} whose places are {@code asked}. */
    private static Optional<String> firstRefusal(
            List<Payload> payloads, List<Integer> asked, PayloadRules rules, ValidatorSet running) {
        List<Optional<String>> refusals =
                rules.refuseEach(asked.stream().map(payloads::get).toList(), running);
        for (int i = 0; i < asked.size(); i++) {
            if (refusals.get(i).isPresent())
                return Optional.of(
                        "payload " + asked.get(i) + ": " + refusals.get(i).get());
        }
        return Optional.empty();
    }

    /** Why the header of {@code block} does not name what its payloads make of the validators; empty when it does. */
    Optional<String> successionRefusal(Block block) {
        Optional<BlockHeader.Succession> expected = succession(next(block.payloads()));
        if (block.header().succession().equals(expected)) return Optional.empty();
        return Optional.of("the succession is " + block.header().succession().orElse(null) + ", but the payloads give "
                + expected.orElse(null));
    }

    /** Why {@code payload} must not stand in the next block; empty when it may. */
    public Optional<String> refusal(Payload payload, PayloadRules rules) {
        return Section.of(payload.kind()) == Section.LEDGER
                ? ownRefusal(payload, validators)
                : rules.refuse(payload, validators);
    }

    /** The same of several payloads, each for itself, in their order. */
    List<Optional<String>> refusals(List<Payload> payloads, PayloadRules rules) {
        boolean own = payloads.stream().anyMatch(payload -> Section.of(payload.kind()) == Section.LEDGER);
        return own
                ? payloads.stream().map(payload -> refusal(payload, rules)).toList()
                : rules.refuseEach(payloads, validators);
    }

    /** The rules of the payloads that the ledger itself understands. */
    private Optional<String> ownRefusal(Payload payload, ValidatorSet running) {
        if (genesis.blockVersion() == 1)
            return Optional.of("the blocks of this chain have version 1: its validators never change");
        try {
            return payload.kind() == Payload.EVIDENCE
                    ? Evidence.of(payload).refusal(running, genesis.chainId())
                    : SeatChange.of(payload).refusal(running, genesis.chainId());
        } catch (MalformedBytes e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The validators after {@code payloads}, each of which may stand where it does. */
    private ValidatorSet next(List<Payload> payloads) {
        ValidatorSet running = validators;
        for (Payload payload : payloads) {
            if (Section.of(payload.kind()) == Section.LEDGER) running = apply(payload, running);
        }
        return running;
    }

    private static ValidatorSet apply(Payload payload, ValidatorSet running) {
        if (payload.kind() == Payload.SEAT_CHANGE) return SeatChange.of(payload).applyTo(running);
        PublicKey accused = Evidence.of(payload).validator();
        return new ValidatorSet(running.members().stream()
                .filter(member -> !member.key().equals(accused))
                .toList());
    }

    /** The state after {@code committed}, which may follow. */
    public ChainState after(CommittedBlock committed) {
        ChainState after = after(committed.block());
        return new ChainState(
                genesis,
                after.tip,
                after.validators,
                after.changedAt,
                Optional.of(new End(committed.certificate(), validators)));
    }

    /** The state after {@code block}, which may follow; how it was decided is known where its certificate is kept. */
    ChainState after(AbridgedBlock block) {
        ChainState after = after(block.rest());
        return new ChainState(
                genesis,
                after.tip,
                after.validators,
                after.changedAt,
                block.certificate().map(certificate -> new End(certificate, validators)));
    }

    /** The same for who does not go on to blocks whose time follows from the precommits before. */
    ChainState after(Block block) {
        ValidatorSet next = next(block.payloads());
        boolean changes = block.header().changesValidators();
        return new ChainState(genesis, Tip.of(block.header()), next, changes ? block.height() : changedAt);
    }
}
