package dev.darm.ledger;

import dev.darm.codec.Hash;
import dev.darm.ledger.consensus.ConsensusCore;
import dev.darm.ledger.consensus.ConsensusRecord;
import dev.darm.ledger.consensus.FastPath;
import dev.darm.ledger.consensus.Input;
import dev.darm.ledger.consensus.Offer;
import dev.darm.ledger.consensus.Output;
import dev.darm.ledger.consensus.ProposerRotation;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The ledger of one node, without actor, disk or clock: what waits for a block, consensus on the next one, and catching
 * up with nodes that are ahead.
 *
 * <p>A height begins when there is something to propose, when another validator speaks of it, or when this one spoke of it
 * before a restart; so there are no empty blocks and an idle chain is silent. A node that is not a validator has no
 * consensus: it passes on what is submitted to it and follows the chain.
 *
 * <p>A committed block changes the state when its {@link Effect.Persist} is emitted, like the records of consensus: the
 * shell makes both durable in their order before it carries out anything else of the same list.
 */
public final class LedgerCore {

    /** What must be durable. */
    public sealed interface Entry {

        /** Something that this validator must remember; for the log of votes. */
        record Remember(ConsensusRecord<Block> record) implements Entry {}

        /** A validator that was caught, until a block names it; for the log of votes. */
        record Accuse(Evidence evidence) implements Entry {}

        /** The next block; for the chain. */
        record Commit(CommittedBlock block) implements Entry {}

        /** The next blocks, which nobody in reach gave whole; for the chain. */
        record Follow(List<AbridgedBlock> run) implements Entry {}
    }

    /** After so many ticks each peer is told how far the chain reaches, though it is as far itself. */
    static final int TICKS_OF_SILENCE = 5;

    /** Of what waits too long, so many payloads are told again a tick. */
    private static final int GOSSIPED_AGAIN = 1_024;

    private final String node;
    private final Genesis genesis;
    private final PayloadRules rules;
    private final LedgerSettings settings;
    private final RandomGenerator nonces;
    private final Hearing hearing;
    private final BlockValues values;
    private final Optional<SigningKey> key;
    private final List<ConsensusRecord<Block>> recalled = new ArrayList<>();
    private Optional<ConsensusCore<Block>> consensus;
    private ProposerRotation rotation;
    private final Mempool mempool;

    /** One evidence for each validator that was caught and has its seat still. */
    private final Map<PublicKey, Evidence> accused = new LinkedHashMap<>();

    private final ForkWatch forks = new ForkWatch();
    private final Following following;

    /** How high others were known to be at the last tick. */
    private long reachedAtTick;

    private final Serving serving = new Serving();
    private final SortedSet<String> answered = new TreeSet<>();
    private SortedSet<String> connected = Collections.emptySortedSet();
    private int ticks;
    private Optional<Payload> oldestAtTick = Optional.empty();
    private ChainState state;
    private List<Effect<Entry, Input<Block>, Said>> effects = new ArrayList<>();

    /**
     * The ledger of {@code node} at {@code state}.
     *
     * @param key with which this node votes; without one, or while it is not enrolled, it follows
     * @param nonces for the blocks that it proposes
     * @throws IllegalArgumentException when the key is enrolled for a node of another name
     */
    public LedgerCore(
            String node,
            Optional<SigningKey> key,
            ChainState state,
            PayloadRules rules,
            LedgerSettings settings,
            RandomGenerator nonces) {
        this.node = node;
        this.key = key;
        this.genesis = state.genesis();
        this.state = state;
        this.rules = rules;
        this.settings = settings;
        this.nonces = nonces;
        this.following = new Following(new Taking(), new ChainVerifier(genesis, rules, settings.trusted()), settings);
        this.hearing = new Hearing(genesis);
        this.mempool = new Mempool(settings.mempool());
        this.values = new BlockValues(state, rules, mempool::waits, settings.clockDrift());
        this.rotation = ProposerRotation.of(state.validators());
        key.ifPresent(this::requireOwn);
        this.consensus = takeSeat();
    }

    private void requireOwn(SigningKey own) {
        Optional<ValidatorSet.Member> member = state.validators().find(own.publicKey());
        if (member.isPresent() && !member.get().name().equals(node))
            throw new IllegalArgumentException("the signing key of node " + node + " is enrolled for "
                    + member.get().name() + "; every node has a key of its own");
    }

    /**
     * Consensus from the next height on, if this node has a seat. Below a trusted block there is nothing to decide, and who holds
     * the keys of then could lead this node astray by votes as well as by blocks.
     */
    private Optional<ConsensusCore<Block>> takeSeat() {
        if (following.ahead().isPresent()) return Optional.empty();
        Optional<SigningKey> seat = key.filter(own -> validators().enrols(node, own.publicKey()));
        return seat.map(own -> {
            ConsensusCore<Block> core = new ConsensusCore<>(
                    state.validators(),
                    rotation,
                    values,
                    new BlockSigner(genesis.chainId(), genesis.hasMedianTime(), own),
                    settings.timeouts(),
                    genesis.hasFastPath() ? Optional.of(FastPath.of(state.validators(), rotation)) : Optional.empty());
            core.on(new Input.Settled<>(tip().height()), tip().time());
            recalled.forEach(core::recall);
            return core;
        });
    }

    /** Takes back a record of the log of votes, in order, before {@link #start}. */
    public void recall(ConsensusRecord<Block> record) {
        recalled.add(record);
        consensus.ifPresent(core -> core.recall(record));
    }

    /** Takes back an evidence of the log of votes, before {@link #start}; one that has no effect any more is passed over. */
    public void recall(Evidence evidence) {
        Payload payload = evidence.payload();
        if (state.refusal(payload, rules).isPresent() || accused.putIfAbsent(evidence.validator(), evidence) != null)
            return;
        mempool.add(payload);
    }

    /** Takes back payloads committed lately, so that late copies of them are not committed again; before {@link #start}. */
    public void remember(BlockContent committed) {
        mempool.committed(committed.payloads());
    }

    /** Goes on where the last run ended. */
    public List<Effect<Entry, Input<Block>, Said>> start(Instant now) {
        return done(now);
    }

    /** What came of a payload: why it is refused, if it is, and what to do. */
    public record Submission(Optional<String> refusal, List<Effect<Entry, Input<Block>, Said>> effects) {}

    /** The same for several payloads, with a refusal or none for each in their order; the new ones are told in one message. */
    public record Submissions(List<Optional<String>> refusals, List<Effect<Entry, Input<Block>, Said>> effects) {}

    /** A payload that an actor of this or another node wants in a block. */
    public Submission submit(Payload payload, Instant now) {
        Submissions one = submit(List.of(payload), now);
        return new Submission(one.refusals.getFirst(), one.effects);
    }

    /** Payloads that actors of this or other nodes want in a block. */
    public Submissions submit(List<Payload> payloads, Instant now) {
        List<Optional<String>> refusals = new ArrayList<>();
        List<Payload> fresh = new ArrayList<>();
        List<Optional<String>> byRules = state.refusals(payloads, rules);
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            Optional<String> refusal = byRules.get(i);
            Mempool.Added added = refusal.isPresent() ? Mempool.Added.KNOWN : admit(payload);
            if (added == Mempool.Added.WAITS) fresh.add(payload);
            refusals.add(added == Mempool.Added.FULL ? Optional.of(mempool.full()) : refusal);
        }
        if (fresh.isEmpty() && effects.isEmpty()) return new Submissions(refusals, List.of());
        if (!fresh.isEmpty()) toValidators(new PeerMessage.Gossip(node, fresh));
        return new Submissions(refusals, done(now));
    }

    /** Lets a payload wait that nothing speaks against. Evidence waits in the log of votes as well. */
    private Mempool.Added admit(Payload payload) {
        if (payload.kind() == Payload.EVIDENCE) {
            Evidence evidence = Evidence.of(payload);
            if (accused.putIfAbsent(evidence.validator(), evidence) == null)
                effects.add(new Effect.Persist<>(new Entry.Accuse(evidence)));
        }
        return mempool.add(payload);
    }

    /** A message of another node's ledger. */
    public List<Effect<Entry, Input<Block>, Said>> hear(PeerMessage message, Instant now) {
        switch (message) {
            case PeerMessage.Spoken(String from, ConsensusMessage spoken) -> spoken(from, spoken, now);
            case PeerMessage.Polka(String from, List<Vote> votes) -> polka(votes, now);
            case PeerMessage.Stated(String from, Statement statement, List<Block> blocks) ->
                stated(from, statement, blocks, now);
            case PeerMessage.Gossip(String from, List<Payload> payloads) -> {
                List<Payload> unknown = payloads.stream()
                        .filter(payload -> !mempool.knows(payload.hash()))
                        .toList();
                List<Optional<String>> refusals = state.refusals(unknown, rules);
                for (int i = 0; i < unknown.size(); i++) if (refusals.get(i).isEmpty()) admit(unknown.get(i));
            }
            case PeerMessage.Reached(String from, long height) -> {
                boolean met = following.catchUp().height(from) >= 0;
                following.catchUp().reached(from, height);
                // what was decided before this node was in reach is not on its way to it
                int onItsWay = consensus.isPresent() ? 1 : met ? EarlyBlocks.MOST : 0;
                if (height > tip().height() + onItsWay) following.askForBlocks();
            }
            case PeerMessage.BlockRequest(String from, long first) -> sendBlocks(from, first);
            case PeerMessage.BlockResponse(String from, long height, List<CommittedBlock> blocks) ->
                following.follow(from, height, blocks, now);
            case PeerMessage.RunResponse(String from, long height, List<AbridgedBlock> run) ->
                following.followRun(from, height, run, now);
            case PeerMessage.Keeps(String from, long oldest) ->
                following.catchUp().keeps(from, oldest);
        }
        return done(now);
    }

    /** A timer of consensus rang. */
    public List<Effect<Entry, Input<Block>, Said>> rang(Input<Block> timer, Instant now) {
        decideOn(timer, now);
        return done(now);
    }

    /** The nodes whose ledgers can be reached now; this one may be among them. */
    public List<Effect<Entry, Input<Block>, Said>> connected(SortedSet<String> nodes, Instant now) {
        SortedSet<String> others = new TreeSet<>(nodes);
        others.remove(node);
        SortedSet<String> before = connected;
        connected = Collections.unmodifiableSortedSet(others);
        following.connected(connected);
        for (String peer : connected) {
            if (!before.contains(peer)) to(peer, new PeerMessage.Reached(node, tip().height()));
        }
        return done(now);
    }

    /** Time to tell the others how far the chain reaches, and what waits for longer than since the last tick. */
    public List<Effect<Entry, Input<Block>, Said>> tick(Instant now) {
        answered.clear();
        serving.tick().forEach(this::sendBlocks);
        following.tick();
        tellHeight();
        // what found the mempool full, or was dropped from it, is brought again
        accused.values().forEach(evidence -> mempool.add(evidence.payload()));
        List<Payload> waiting = mempool.first(GOSSIPED_AGAIN, settings.blockBytes());
        Optional<Payload> oldest = waiting.stream().findFirst();
        if (oldest.isPresent() && oldest.equals(oldestAtTick)) toValidators(new PeerMessage.Gossip(node, waiting));
        oldestAtTick = oldest;
        if (consensus.isPresent() || tip().height() < reachedAtTick) following.askForBlocks();
        reachedAtTick = following.catchUp().highest();
        return done(now);
    }

    /** Who is not known to be as far hears it at every tick, the others in turn. */
    private void tellHeight() {
        ticks++;
        int turn = ticks;
        for (String peer : connected) {
            turn++;
            if (following.catchUp().height(peer) < tip().height() || turn % TICKS_OF_SILENCE == 0)
                to(peer, new PeerMessage.Reached(node, tip().height()));
        }
    }

    public Tip tip() {
        return state.tip();
    }

    /** Who decides the next block. */
    public ValidatorSet validators() {
        return state.validators();
    }

    /** Whether all that was recorded belongs to heights that are committed, so that it may be forgotten. */
    public boolean remembersNothing() {
        return consensus
                .map(core -> core.recalledAll() && core.height() <= tip().height())
                .orElse(false);
    }

    /** The evidence that no block holds yet, at most one for each validator. */
    public List<Evidence> accusations() {
        return List.copyOf(accused.values());
    }

    /** The peers in reach that say that they keep all blocks whole. */
    public SortedSet<String> archives() {
        return following.catchUp().archives();
    }

    /** How the ledger stands; the two counts are the shell's. */
    public LedgerStatus status(long voteSyncs, long blockSyncs) {
        return new Standing(
                        node,
                        validators(),
                        connected,
                        tip(),
                        mempool,
                        following.catchUp(),
                        following.ahead(),
                        forks.first(),
                        following.strangers(),
                        consensus,
                        rotation,
                        values)
                .status(voteSyncs, blockSyncs);
    }

    /** Begins what can begin, and hands over all that is to be done. */
    private List<Effect<Entry, Input<Block>, Said>> done(Instant now) {
        consensus.ifPresent(core -> {
            if (core.awaitsValue()) offer(core.height(), core.round(), now);
            while (core.height() <= tip().height() && (!mempool.isEmpty() || core.knowsOf(tip().height() + 1)))
                decideOn(new Input.Begin<>(tip().height() + 1), now);
        });
        List<Effect<Entry, Input<Block>, Said>> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    private void spoken(String from, ConsensusMessage message, Instant now) {
        if (message.height() <= tip().height()) {
            if (connected.contains(from) && answered.add(from)) sendBlocks(from, message.height());
            return;
        }
        boolean useless =
                consensus.map(core -> Hearing.known(core, message)).orElse(message.height() == tip().height() + 1);
        if (useless || !hearing.signed(message, validators())) return;
        if (message.height() > tip().height() + 1) following.catchUp().atLeast(from, message.height() - 1);
        if (!Hearing.whole(message) || !proven(message)) return;
        if (message instanceof Proposal proposal) lookForFork(from, proposal.block(), Optional.empty());
        decideOn(
                switch (message) {
                    case Proposal proposal -> new Input.OfferHeard<>(BlockSigner.offer(proposal));
                    case Vote vote -> new Input.VoteHeard<>(vote);
                },
                now);
    }

    private void lookForFork(String from, Block block, Optional<Certificate> certificate) {
        forks.look(state, from, block, certificate).ifPresent(fork -> {
            effects.add(new Effect.Publish<>(new Said.Forked(fork)));
            fork.evidence().forEach(this::accuse);
        });
    }

    private boolean proven(ConsensusMessage message) {
        return !(message instanceof Proposal proposal)
                || proposal.because().size() <= validators().size()
                        && proposal.because().stream().allMatch(this::verifies);
    }

    /** What a statement proves is for consensus to count. */
    private boolean verifies(Statement statement) {
        return hearing.verifies(statement, consensus, validators(), rotation.proposer(statement.height(), 0));
    }

    private void stated(String from, Statement statement, List<Block> blocks, Instant now) {
        if (statement.height() <= tip().height()) {
            if (connected.contains(from) && answered.add(from)) sendBlocks(from, statement.height());
            return;
        }
        if (!genesis.hasFastPath()
                || consensus.isEmpty()
                || statement.height() != consensus.get().height()) return;
        boolean whole = blocks.size() <= 2
                && blocks.stream().allMatch(block -> block.rootRefusal().isEmpty());
        if (whole && verifies(statement)) decideOn(new Input.StatementHeard<>(statement, blocks), now);
    }

    private void polka(List<Vote> votes, Instant now) {
        if (consensus.isEmpty() || votes.size() > validators().size()) return;
        ConsensusCore<Block> core = consensus.get();
        if (hearing.sound(votes, core, validators())) decideOn(new Input.CertificateHeard<>(votes), now);
    }

    /** Lets consensus take an input in, and carries on with what it says. */
    private void decideOn(Input<Block> input, Instant now) {
        consensus.ifPresent(core -> core.on(input, now).forEach(effect -> {
            switch (effect) {
                case Effect.Persist<ConsensusRecord<Block>, Input<Block>, Output<Block>>(var record) ->
                    effects.add(new Effect.Persist<>(new Entry.Remember(record)));
                case Effect.Send<ConsensusRecord<Block>, Input<Block>, Output<Block>>(Party to, var output) ->
                    said(output, now);
                case Effect.Publish<ConsensusRecord<Block>, Input<Block>, Output<Block>>(var output) ->
                    said(output, now);
                case Effect.Schedule<ConsensusRecord<Block>, Input<Block>, Output<Block>>(var key, var in, var timer) ->
                    effects.add(new Effect.Schedule<>(key, in, timer));
                case Effect.Cancel<ConsensusRecord<Block>, Input<Block>, Output<Block>>(var key) ->
                    effects.add(new Effect.Cancel<>(key));
            }
        }));
    }

    private void said(Output<Block> output, Instant now) {
        switch (output) {
            case Output.Offered<Block>(var offer) ->
                toValidators(new PeerMessage.Spoken(node, BlockSigner.proposal(offer)));
            case Output.Voted<Block>(Vote vote) -> toValidators(new PeerMessage.Spoken(node, vote));
            case Output.Certified<Block>(List<Vote> votes) -> toValidators(new PeerMessage.Polka(node, votes));
            case Output.Stated<Block>(PublicKey proposer, Statement statement, List<Block> blocks) ->
                validators()
                        .find(proposer)
                        .map(ValidatorSet.Member::name)
                        .filter(connected::contains)
                        .ifPresent(name -> to(name, new PeerMessage.Stated(node, statement, blocks)));
            case Output.NeedValue<Block>(long height, int round) -> offer(height, round, now);
            case Output.Decided<Block>(long height, int round, Block block, List<Vote> votes) -> {
                CommittedBlock decided = new CommittedBlock(
                        block,
                        Certificate.of(votes.getFirst().type(), height, round, block.hash(), votes, validators()));
                commit(decided);
                spread(decided);
            }
            case Output.Equivocated<Block>(Vote first, Vote second) -> {
                if (first.type() != Vote.Type.ENDORSE) accuse(Evidence.of(first, second));
            }
            case Output.EquivocatedOffer<Block>(Offer<Block> first, Offer<Block> second) ->
                accuse(Evidence.of(BlockSigner.proposal(first), BlockSigner.proposal(second)));
        }
    }

    /** Proposes what waits, if anything does; else when something comes. */
    private void offer(long height, int round, Instant now) {
        List<Payload> payloads = forABlock();
        if (payloads.isEmpty() || height != tip().height() + 1) return;
        Block block = state.propose(key.orElseThrow().publicKey(), now, nonces.nextLong(), payloads);
        if (block.payloads().isEmpty()) return;
        effects.add(new Effect.Publish<>(new Said.Made(new BlockProposed(height, block.hash()))));
        decideOn(new Input.ValueReady<>(height, round, block), now);
    }

    /** What waits, as much of it as a block may hold. */
    private List<Payload> forABlock() {
        int most = Math.min(settings.blockPayloads(), Block.maxPayloads(genesis.blockVersion()));
        return mempool.first(most, settings.blockBytes());
    }

    private void commit(CommittedBlock committed) {
        effects.add(new Effect.Persist<>(new Entry.Commit(committed)));
        ValidatorSet before = validators();
        state = state.after(committed);
        values.follow(state);
        mempool.committed(committed.block().payloads());
        effects.add(new Effect.Publish<>(new Said.News(new LedgerNews.BlockCommitted(committed))));
        goOn(before);
    }

    /** What follows from blocks that were taken in, before which {@code before} decided. */
    private void goOn(ValidatorSet before) {
        if (!validators().equals(before)) succeed(before);
        else if (following.trusts() && consensus.isEmpty()) consensus = takeSeat();
        following.arrived();
    }

    /** A block that was pushed here under {@code id}; see {@link Following#pushed}. */
    public List<Effect<Entry, Input<Block>, Said>> pushed(Hash id, CommittedBlock block, Instant now) {
        following.pushed(id, block, now);
        return done(now);
    }

    /** Takes in what others decided. */
    private final class Taking implements Following.Ledger {

        @Override
        public ChainState state() {
            return state;
        }

        @Override
        public void commit(CommittedBlock block, Instant now) {
            LedgerCore.this.commit(block);
            decideOn(new Input.Settled<>(tip().height()), now);
        }

        @Override
        public void takeOver(ChainState next, List<AbridgedBlock> run, Instant now) {
            effects.add(new Effect.Persist<>(new Entry.Follow(run)));
            ValidatorSet before = validators();
            state = next;
            values.follow(state);
            for (AbridgedBlock block : run) mempool.committed(block.payloads());
            goOn(before);
            decideOn(new Input.Settled<>(tip().height()), now);
        }

        @Override
        public void ask(String peer, long first) {
            to(peer, new PeerMessage.BlockRequest(node, first));
        }

        @Override
        public void lookForFork(String from, CommittedBlock block) {
            LedgerCore.this.lookForFork(from, block.block(), Optional.of(block.certificate()));
        }

        @Override
        public void publish(Said said) {
            effects.add(new Effect.Publish<>(said));
        }
    }

    /** Sends a decided block on its way to the nodes without a seat, if that is up to this node. */
    private void spread(CommittedBlock decided) {
        SortedSet<String> to =
                Spreading.receivers(node, decided.block().header().proposer(), validators(), connected);
        if (!to.isEmpty()) effects.add(new Effect.Publish<>(new Said.Spread(decided, to)));
    }

    /** Who was caught is named in a block, and loses its seat by it. */
    private void accuse(Evidence evidence) {
        effects.add(new Effect.Publish<>(new Said.Equivocation(evidence)));
        Payload payload = evidence.payload();
        if (state.refusal(payload, rules).isPresent()) return;
        if (admit(payload) == Mempool.Added.WAITS) toValidators(new PeerMessage.Gossip(node, List.of(payload)));
    }

    /** From the next height on other validators decide, this one perhaps among them for the first or the last time. */
    private void succeed(ValidatorSet before) {
        rotation = ProposerRotation.of(validators());
        recalled.removeIf(record -> record.height() <= tip().height());
        // what waits is known to keep the rules, so it must keep them under the new set too
        mempool.drop(payload -> state.refusal(payload, rules).isPresent());
        accused.values()
                .removeIf(evidence -> state.refusal(evidence.payload(), rules).isPresent());
        consensus = takeSeat();
        effects.add(new Effect.Publish<>(new Said.Succeeded(before, validators())));
    }

    private void sendBlocks(String peer, long first) {
        if (first < 1 || first > tip().height() || !serving.admits(peer, first, connected)) return;
        effects.add(new Effect.Send<>(new Party.Node(peer), new Said.BlocksFrom(first)));
    }

    private void toValidators(PeerMessage message) {
        for (ValidatorSet.Member member : validators().members()) {
            if (connected.contains(member.name())) to(member.name(), message);
        }
    }

    private void to(String peer, PeerMessage message) {
        effects.add(new Effect.Send<>(new Party.Node(peer), new Said.ToPeer(message)));
    }
}
