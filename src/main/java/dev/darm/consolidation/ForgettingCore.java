package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one head gathers a quorum to forget, and consents to what others want forgotten; without actors, clock or disk.
 *
 * <p>The operator's authority is that of the head that was asked: it let the operator in by its token and signs the request.
 * A head consents when the request bears the signature of an enrolled head and names what stands in its own chain. Nothing
 * is persisted: a request that a crash loses is made again by the operator, and made twice it destroys the same keys.
 */
public final class ForgettingCore {

    private final HeadIdentity self;
    private Quorum quorum;
    private final ConsolidationSettings settings;
    private final Map<Hash, Open> open = new TreeMap<>();
    private long applied;

    private static final class Open {
        private final ForgetRequest request;
        private final Consent own;
        private final long ticket;
        private final TreeMap<PublicKey, Consent> consents = new TreeMap<>();

        private Open(ForgetRequest request, Consent own, long ticket) {
            this.request = request;
            this.own = own;
            this.ticket = ticket;
            consents.put(own.head(), own);
        }
    }

    public ForgettingCore(HeadIdentity self, ValidatorSet electorate, ConsolidationSettings settings) {
        this.self = self;
        this.quorum = new Quorum(electorate, settings.tau(), 1);
        this.settings = settings;
    }

    public List<Effect<Void, ForgettingMessage, ForgettingMessage>> on(ForgettingMessage message, Instant now) {
        return switch (message) {
            case ForgettingMessage.Wanted wanted -> want(wanted, now);
            case ForgettingMessage.Asked asked -> consent(asked);
            case ForgettingMessage.Consented(Consent consent) -> count(consent);
            case ForgettingMessage.Seen(Hash request, long height) -> seen(request, height);
            case ForgettingMessage.ChainAt(long height) -> {
                applied = height;
                yield List.of();
            }
            case ForgettingMessage.HeadsAre(ValidatorSet heads) -> {
                quorum = quorum.of(heads);
                for (Open asking : open.values())
                    asking.consents.keySet().removeIf(head -> heads.find(head).isEmpty());
                yield List.of();
            }
            case ForgettingMessage.Again(Hash request) -> again(request);
            case ForgettingMessage.Over(Hash request) -> over(request);
            case ForgettingMessage.Ask _, ForgettingMessage.Give _, ForgettingMessage.Submit _ -> throw said(message);
            case ForgettingMessage.Refused _, ForgettingMessage.Outcome _ -> throw said(message);
        };
    }

    private List<Effect<Void, ForgettingMessage, ForgettingMessage>> want(
            ForgettingMessage.Wanted wanted, Instant now) {
        ForgetRequest request = new ForgetRequest(
                self.name(),
                self.key().publicKey(),
                now.truncatedTo(ChronoUnit.MILLIS),
                applied,
                wanted.reason(),
                wanted.commitments().stream().sorted().distinct().toList());
        Hash id = request.id();
        Open asking = new Open(request, Consent.sign(self.chainId(), id, self.key()), wanted.ticket());
        open.put(id, asking);
        List<Effect<Void, ForgettingMessage, ForgettingMessage>> effects = new ArrayList<>(again(id));
        effects.add(new Effect.Schedule<>(
                "over:" + id, settings.voteTimeout().multipliedBy(2), new ForgettingMessage.Over(id)));
        return effects;
    }

    /** Asks the heads that have not answered, or gives the tombstone to the validator once enough have. */
    private List<Effect<Void, ForgettingMessage, ForgettingMessage>> again(Hash id) {
        Open asking = open.get(id);
        if (asking == null) return List.of();
        List<Effect<Void, ForgettingMessage, ForgettingMessage>> effects = new ArrayList<>();
        boolean enough = asking.consents.size() >= quorum.needed();
        if (enough)
            effects.add(new Effect.Publish<>(new ForgettingMessage.Submit(
                    new Tombstone(asking.request, List.copyOf(asking.consents.values())))));
        else
            for (ValidatorSet.Member head : quorum.electorate().members())
                if (!asking.consents.containsKey(head.key()))
                    effects.add(new Effect.Send<>(
                            new Party.Node(head.name()), new ForgettingMessage.Ask(asking.request, asking.own)));
        effects.add(new Effect.Schedule<>(
                "again:" + id,
                enough ? settings.resubmitEvery() : settings.rebroadcastEvery(),
                new ForgettingMessage.Again(id)));
        return effects;
    }

    private List<Effect<Void, ForgettingMessage, ForgettingMessage>> consent(ForgettingMessage.Asked asked) {
        ForgetRequest request = asked.request();
        if (!quorum.electorate().enrols(request.proposer(), request.key()))
            return refuse(request, "a request under a name and key that are not enrolled");
        if (!asked.own().request().equals(request.id())
                || !asked.own().head().equals(request.key())
                || !asked.own().verifies(self.chainId()))
            return refuse(request, "a request that its proposer did not sign");
        if (!asked.stands()) return List.of();
        return List.of(new Effect.Send<>(
                new Party.Node(request.proposer()),
                new ForgettingMessage.Give(Consent.sign(self.chainId(), request.id(), self.key()))));
    }

    private List<Effect<Void, ForgettingMessage, ForgettingMessage>> count(Consent consent) {
        Open asking = open.get(consent.request());
        if (asking == null || asking.consents.size() >= quorum.needed()) return List.of();
        if (quorum.electorate().find(consent.head()).isEmpty() || !consent.verifies(self.chainId()))
            return refuse(asking.request, "a consent that no enrolled head signed");
        asking.consents.put(consent.head(), consent);
        return asking.consents.size() < quorum.needed() ? List.of() : again(consent.request());
    }

    private List<Effect<Void, ForgettingMessage, ForgettingMessage>> seen(Hash id, long height) {
        Open asking = open.remove(id);
        if (asking == null) return List.of();
        return List.of(
                new Effect.Cancel<>("again:" + id),
                new Effect.Cancel<>("over:" + id),
                answer(asking, new ForgettingMessage.Outcome.Forgotten(asking.request.commitments(), height)));
    }

    private List<Effect<Void, ForgettingMessage, ForgettingMessage>> over(Hash id) {
        Open asking = open.remove(id);
        if (asking == null) return List.of();
        int consents = asking.consents.size();
        String why = consents < quorum.needed()
                ? "%d of the %d heads consent that must".formatted(consents, quorum.needed())
                : "the heads consent, but the tombstone is not in a block yet";
        return List.of(new Effect.Cancel<>("again:" + id), answer(asking, new ForgettingMessage.Outcome.Late(why)));
    }

    private static Effect<Void, ForgettingMessage, ForgettingMessage> answer(
            Open asking, ForgettingMessage.Outcome outcome) {
        return new Effect.Send<>(new Party.Asker(asking.ticket), outcome);
    }

    private static List<Effect<Void, ForgettingMessage, ForgettingMessage>> refuse(ForgetRequest request, String why) {
        return List.of(new Effect.Publish<>(new ForgettingMessage.Refused(request.proposer(), why)));
    }

    private static IllegalArgumentException said(ForgettingMessage message) {
        return new IllegalArgumentException("this core says it and is never told it: " + message);
    }
}
