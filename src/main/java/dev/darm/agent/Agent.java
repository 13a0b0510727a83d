package dev.darm.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.darm.codec.Hash;
import dev.darm.knowledge.Skepticism;
import dev.darm.memory.EpisodicBuffer;
import dev.darm.memory.MemoryEncode;
import dev.darm.memory.SourceRef;
import dev.darm.memory.StmRequest;
import dev.darm.memory.StmShard;
import dev.darm.memory.Trace;
import dev.darm.memory.source.Library;
import dev.darm.model.TextModel;
import dev.darm.recall.Candidate;
import dev.darm.recall.Found;
import dev.darm.recall.Recall;
import dev.darm.world.World;
import dev.darm.world.shell.WorldExtension;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent: it studies documents into short-term memory (a {@link Study} each), and answers questions from what recall
 * finds, by a model where one is configured and by extraction else. Its episodic buffer lives as long as it does.
 */
public final class Agent extends AbstractBehavior<Agent.Command> {

    public sealed interface Command {}

    /** Answers a question of at least one letter or digit; always replied to. */
    public record Ask(String question, ActorRef<Answer> replyTo) implements Command {}

    /** Whether an earlier answer of this agent was good. */
    public record Feedback(String answerId, boolean good, ActorRef<Heeded> replyTo) implements Command {}

    /** @param known whether the agent remembers an answer of that id */
    public record Heeded(boolean known) {}

    /** A document to study. */
    public record Read(Library.ToStudy document) implements Command {}

    /** From a {@link Study}: which of these candidates are worth keeping. */
    record Encode(String origin, List<MemoryEncode.Candidate> candidates, ActorRef<Encoded> replyTo)
            implements Command {}

    record Encoded(List<Trace> traces) {}

    private record LookedUp(
            Inquiry inquiry,
            @Nullable Found found,
            @Nullable Throwable failure) implements Command {}

    private record Inferred(
            Inquiry inquiry, Found.Context context, ModelInference.@Nullable Verdict verdict, String problem)
            implements Command {}

    /** A question on its way. */
    private record Inquiry(String id, String question, long startedNanos, ActorRef<Answer> replyTo) {}

    private final String name;
    private final AgentSettings settings;
    private final Desk desk;
    private final World world;
    private final EpisodicBuffer buffer;
    private final Map<String, List<Hash>> answered;
    private long nextAnswer = 1;

    /**
     * The agent {@code name}, which its answers' ids begin with.
     *
     * @param desk what it works with
     */
    public static Behavior<Command> create(String name, AgentSettings settings, Desk desk) {
        return Behaviors.setup(context -> new Agent(context, name, settings, desk));
    }

    private Agent(ActorContext<Command> context, String name, AgentSettings settings, Desk desk) {
        super(context);
        this.name = name;
        this.settings = settings;
        this.desk = desk;
        this.world = WorldExtension.of(context.getSystem());
        this.buffer = new EpisodicBuffer(desk.memory().traces());
        this.answered = new LinkedHashMap<>();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::on).build();
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Ask(String question, ActorRef<Answer> replyTo) -> lookUp(question, replyTo);
            case LookedUp(Inquiry inquiry, Found found, Throwable failure) -> onLookedUp(inquiry, found, failure);
            case Inferred inferred -> onInferred(inferred);
            case Feedback(String id, boolean good, ActorRef<Heeded> replyTo) ->
                replyTo.tell(new Heeded(heed(id, good)));
            case Read(Library.ToStudy document) ->
                getContext()
                        .spawnAnonymous(Study.create(
                                document, desk, settings, getContext().getSelf()));
            case Encode(String origin, List<MemoryEncode.Candidate> candidates, ActorRef<Encoded> replyTo) ->
                replyTo.tell(new Encoded(encode(origin, candidates)));
        }
        return this;
    }

    private List<Trace> encode(String origin, List<MemoryEncode.Candidate> candidates) {
        List<Trace> traces = MemoryEncode.encode(desk.memory(), buffer, origin, candidates, world.now());
        List<Hash> claims = traces.stream()
                .map(trace -> trace.claim().claim().id())
                .distinct()
                .sorted()
                .toList();
        if (!claims.isEmpty())
            getContext().getSystem().eventStream().tell(new EventStream.Publish<>(new AgentNews.Encoded(claims)));
        return traces;
    }

    private void lookUp(String question, ActorRef<Answer> replyTo) {
        Inquiry inquiry = new Inquiry(name + "-" + nextAnswer++, question, world.nanoTime(), replyTo);
        getContext()
                .ask(
                        Found.class,
                        desk.recall(),
                        settings.lookupTimeout(),
                        (ActorRef<Found> ref) -> new Recall.Lookup(question, ref),
                        (found, failure) -> new LookedUp(inquiry, found, failure));
    }

    private void onLookedUp(Inquiry inquiry, @Nullable Found found, @Nullable Throwable failure) {
        switch (found) {
            case null -> abstain(inquiry, "Recall did not answer: " + failure, List.of());
            case Found.Hit hit -> {
                remember(inquiry, List.of(hit.entry().claim().id()));
                inquiry.replyTo().tell(Answer.cached(inquiry.id(), inquiry.question(), hit, micros(inquiry)));
            }
            case Found.Context context -> infer(inquiry, context);
        }
    }

    private void infer(Inquiry inquiry, Found.Context context) {
        Optional<TextModel> model = desk.model();
        if (model.isEmpty() || context.candidates().isEmpty()) {
            extract(inquiry, context, "");
            return;
        }
        getContext()
                .pipeToSelf(
                        model.get().generate(ModelInference.prompt(inquiry.question(), context.candidates())),
                        (completion, failure) -> completion == null
                                ? new Inferred(inquiry, context, null, String.valueOf(failure))
                                : new Inferred(
                                        inquiry,
                                        context,
                                        ModelInference.check(completion.text(), context.candidates()),
                                        ""));
    }

    /** A model's answer leaves only when its sources bear it out; otherwise the extracted one does, and says why. */
    private void onInferred(Inferred inferred) {
        switch (inferred.verdict()) {
            case null -> extract(inferred.inquiry(), inferred.context(), "no model answer: " + inferred.problem());
            case ModelInference.Unknown() ->
                extract(inferred.inquiry(), inferred.context(), "the model found no answer in the sources");
            case ModelInference.Refused(String reason) -> extract(inferred.inquiry(), inferred.context(), reason);
            case ModelInference.Accepted accepted -> {
                Inquiry inquiry = inferred.inquiry();
                String modelName = desk.model().map(TextModel::name).orElse("");
                Answer answer = Answer.modelled(inquiry.id(), inquiry.question(), accepted, modelName, micros(inquiry));
                finish(
                        inquiry,
                        answer,
                        accepted.cited().stream().map(one -> one.claim().id()).toList());
            }
        }
    }

    private void extract(Inquiry inquiry, Found.Context context, String remark) {
        Extraction.Outcome outcome = Extraction.of(inquiry.question(), context.candidates(), context.weights());
        Answer answer = Answer.extracted(inquiry.id(), inquiry.question(), outcome, remark, micros(inquiry));
        List<Hash> claims =
                outcome instanceof Extraction.Supported(Candidate candidate, double support, double confidence)
                        ? List.of(candidate.claim().id())
                        : List.of();
        finish(inquiry, answer, claims);
    }

    /** The skepticism gate: commit, flag, or abstain. A committed answer from long-term memory teaches every cache. */
    private void finish(Inquiry inquiry, Answer answer, List<Hash> claims) {
        if (answer.abstained()) {
            inquiry.replyTo().tell(answer);
            return;
        }
        int origins =
                (int) answer.sources().stream().map(SourceRef::uri).distinct().count();
        Skepticism.Belief belief = Skepticism.believe(answer.confidence(), 1 - answer.confidence(), origins);
        switch (desk.gate().stance(belief)) {
            case COMMIT -> {
                answer.commitments()
                        .forEach(commitment -> desk.recall().tell(new Recall.Answered(inquiry.question(), commitment)));
                remember(inquiry, claims);
                inquiry.replyTo().tell(answer);
            }
            case FLAG -> {
                remember(inquiry, claims);
                inquiry.replyTo().tell(answer.flagged("doubtful: the memory it rests on is not sure"));
            }
            case ABSTAIN -> abstain(inquiry, "What memory holds on this is too uncertain to say.", List.of());
        }
    }

    private void abstain(Inquiry inquiry, String reason, List<String> unsupported) {
        inquiry.replyTo()
                .tell(Answer.abstained(inquiry.id(), inquiry.question(), reason, unsupported, micros(inquiry)));
    }

    private void remember(Inquiry inquiry, List<Hash> claims) {
        if (answered.size() >= settings.rememberedAnswers()) {
            answered.remove(answered.keySet().iterator().next());
        }
        answered.put(inquiry.id(), claims);
    }

    /** A thumb reinforces, or weakens, the claims that the answer rested on. */
    private boolean heed(String id, boolean good) {
        List<Hash> claims = answered.get(id);
        if (claims == null) return false;
        desk.shortTerm()
                .tellAll(new StmShard.Reinforce(
                        claims, good ? StmRequest.Signal.APPROVED : StmRequest.Signal.DISAPPROVED));
        return true;
    }

    private long micros(Inquiry inquiry) {
        return (world.nanoTime() - inquiry.startedNanos()) / 1000;
    }
}
