package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Four heads, three of which must consent. */
final class ForgettingTest {

    private static final String CHAIN = Fleet.CHAIN;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<SigningKey> KEYS =
            List.of(Samples.key(1), Samples.key(2), Samples.key(3), Samples.key(4));
    private static final ValidatorSet HEADS = heads();
    private static final Hash COMMITMENT = Hash.of("commitment");
    private static final PayloadRules RULES = new TombstoneRules(CHAIN, Fleet.SETTINGS.tau());

    private final List<Tombstone> submitted = new ArrayList<>();
    private final List<ForgettingMessage.Outcome> outcomes = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<String, ForgettingCore> cores = new TreeMap<>();
    private final List<String> without = new ArrayList<>();
    private final List<String> away = new ArrayList<>();
    private Hash asked = Hash.ZERO;

    ForgettingTest() {
        for (int i = 0; i < 4; i++)
            cores.put(
                    NAMES.get(i),
                    new ForgettingCore(new HeadIdentity(NAMES.get(i), KEYS.get(i), CHAIN), HEADS, Fleet.SETTINGS));
    }

    @Test
    void aQuorumConsentsAndTheTombstonePassesTheRulesOfTheChain() {
        away.add("d");
        want();

        Tombstone tombstone = submitted.getFirst();
        assertThat(tombstone.consents()).hasSize(3);
        assertThat(RULES.refuse(tombstone.payload(), HEADS)).isEmpty();
        tell("a", new ForgettingMessage.Seen(tombstone.request().id(), 7));
        assertThat(outcomes).containsExactly(new ForgettingMessage.Outcome.Forgotten(List.of(COMMITMENT), 7));
    }

    @Test
    void aHeadDoesNotConsentToWhatDoesNotStandInItsChainAndAsksAreRepeated() {
        without.addAll(List.of("b", "c"));
        want();
        assertThat(submitted).isEmpty();

        without.clear();
        tell("a", new ForgettingMessage.Again(asked));
        assertThat(submitted).hasSize(1);
    }

    @Test
    void withoutAQuorumInTimeTheOperatorIsToldHowManyConsent() {
        away.addAll(List.of("c", "d"));
        want();
        tell("a", new ForgettingMessage.Over(asked));

        assertThat(outcomes).containsExactly(new ForgettingMessage.Outcome.Late("2 of the 3 heads consent that must"));
        tell("a", new ForgettingMessage.Seen(asked, 7));
        assertThat(outcomes).as("an operator is answered once").hasSize(1);
    }

    @Test
    void aRequestThatItsProposerDidNotSignIsRefused() {
        ForgetRequest request = request();
        tell("b", new ForgettingMessage.Asked(request, Consent.sign(CHAIN, request.id(), KEYS.get(2)), true));
        tell("b", new ForgettingMessage.Asked(request, Consent.sign("another", request.id(), KEYS.get(0)), true));
        tell("b", new ForgettingMessage.Asked(request, Consent.sign(CHAIN, Hash.ZERO, KEYS.get(0)), true));

        assertThat(refused).hasSize(3).allMatch(why -> why.contains("did not sign"));
    }

    @Test
    void theRulesRefuseWhatNoQuorumOfEnrolledHeadsSigned() {
        ForgetRequest request = request();
        assertThat(refusal(request, 0, 1, 2)).isEmpty();
        assertThat(refusal(request, 0, 1)).contains("2 heads consent, 3 must");
        assertThat(refusal(request, 1, 2, 3)).contains("proposer itself");
        List<Consent> consents = new ArrayList<>(consents(request, 0, 1, 2));
        consents.set(1, consents.get(0));
        assertThat(refusal(new Tombstone(request, consents))).contains("one each");
        List<Consent> stranger = sorted(
                Consent.sign(CHAIN, request.id(), KEYS.get(0)),
                Consent.sign(CHAIN, request.id(), KEYS.get(1)),
                Consent.sign(CHAIN, request.id(), Samples.key(9)));
        assertThat(refusal(new Tombstone(request, stranger))).contains("not enrolled");
        List<Consent> elsewhere = sorted(
                Consent.sign(CHAIN, request.id(), KEYS.get(0)),
                Consent.sign(CHAIN, request.id(), KEYS.get(1)),
                Consent.sign("another", request.id(), KEYS.get(2)));
        assertThat(refusal(new Tombstone(request, elsewhere))).contains("wrong signature");
        assertThat(RULES.refuse(new Payload(Payload.TOMBSTONE, new byte[] {1}), HEADS))
                .hasValueSatisfying(why -> assertThat(why).contains("not a tombstone"));
        assertThat(RULES.refuse(new Payload(9, new byte[0]), HEADS))
                .hasValueSatisfying(why -> assertThat(why).contains("payload kind 9"));
    }

    @Test
    void theBytesOfATombstoneNeverChange() {
        Tombstone tombstone = new Tombstone(request(), consents(request(), 0, 1, 2));

        assertThat(Tombstone.of(tombstone.payload())).isEqualTo(tombstone);
        assertThat(ByteReader.readAll(tombstone.bytes(), Tombstone::read)).isEqualTo(tombstone);
        assertThat(HexFormat.of().formatHex(tombstone.request().bytes())).isEqualTo(GOLDEN_REQUEST);
        assertThat(tombstone.hash().hex()).isEqualTo(GOLDEN_TOMBSTONE);
    }

    private static final String GOLDEN_REQUEST =
            "500100000001618a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c0000019b7ca98f2e00"
                    + "0000000000000c04000000016a19f0fb4be54511524bcd5b0c98b38da1ee049a39735c39311e10336024436f";
    private static final String GOLDEN_TOMBSTONE = "9d27c3b762b921eacd54b74d99a9ed3a043f3067cdabc0328afd601a5550ce42";

    private void want() {
        tell("a", new ForgettingMessage.Wanted(1, List.of(COMMITMENT), ForgetRequest.Reason.REQUESTED));
    }

    private void tell(String name, ForgettingMessage message) {
        ForgettingCore core = cores.get(name);
        if (core == null || away.contains(name)) return;
        for (Effect<Void, ForgettingMessage, ForgettingMessage> effect : core.on(message, Samples.TIME)) {
            if (effect instanceof Effect.Send<Void, ForgettingMessage, ForgettingMessage>(Party to, var said))
                send(to, said);
            if (effect instanceof Effect.Publish<Void, ForgettingMessage, ForgettingMessage>(var said)) {
                if (said instanceof ForgettingMessage.Submit(Tombstone tombstone)) submitted.add(tombstone);
                if (said instanceof ForgettingMessage.Refused(String from, String why)) refused.add(why);
            }
        }
    }

    private void send(Party to, ForgettingMessage said) {
        if (said instanceof ForgettingMessage.Outcome outcome) outcomes.add(outcome);
        if (!(to instanceof Party.Node(String name))) return;
        if (said instanceof ForgettingMessage.Ask(ForgetRequest request, Consent own)) {
            asked = request.id();
            tell(name, new ForgettingMessage.Asked(request, own, !without.contains(name)));
        }
        if (said instanceof ForgettingMessage.Give(Consent consent))
            tell(name, new ForgettingMessage.Consented(consent));
    }

    private static ForgetRequest request() {
        return new ForgetRequest(
                "a", KEYS.get(0).publicKey(), Samples.TIME, 12, ForgetRequest.Reason.LEGAL, List.of(COMMITMENT));
    }

    private static List<Consent> consents(ForgetRequest request, int... heads) {
        List<Consent> consents = new ArrayList<>();
        for (int head : heads) consents.add(Consent.sign(CHAIN, request.id(), KEYS.get(head)));
        return sorted(consents.toArray(Consent[]::new));
    }

    private static List<Consent> sorted(Consent... consents) {
        List<Consent> sorted = new ArrayList<>(List.of(consents));
        sorted.sort(Comparator.comparing(Consent::head));
        return sorted;
    }

    private static String refusal(ForgetRequest request, int... heads) {
        return refusal(new Tombstone(request, consents(request, heads)));
    }

    private static String refusal(Tombstone tombstone) {
        return RULES.refuse(tombstone.payload(), HEADS).orElse("");
    }

    private static ValidatorSet heads() {
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (int i = 0; i < 4; i++)
            members.add(new ValidatorSet.Member(NAMES.get(i), KEYS.get(i).publicKey(), 1));
        return new ValidatorSet(members);
    }
}
