package dev.darm.agent;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.darm.consolidation.Consolidator;
import dev.darm.journal.SegmentLog;
import dev.darm.memory.Claim;
import dev.darm.memory.Document;
import dev.darm.memory.StmEntry;
import dev.darm.memory.source.Library;
import dev.darm.memory.source.LibraryMessage;
import dev.darm.world.FileDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a document that an agent reads, with a real short-term memory and a real library. */
class StudyTest {

    private static final Duration WHILE = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Optional<AgentWorld> started = Optional.empty();

    @AfterEach
    void stop() {
        started.ifPresent(AgentWorld::close);
    }

    private AgentWorld start(String shortTerm) {
        AgentWorld world = new AgentWorld(shortTerm, Optional.empty());
        started = Optional.of(world);
        return world;
    }

    @Test
    void whatAnEditedDocumentNoLongerSaysIsWithdrawnAndRetracted() {
        AgentWorld world = start("");
        Document first = AgentWorld.document("notes.md", "The dome is red.", "The mirror weighs 40 kilograms.");
        Document second = AgentWorld.document("notes.md", "The dome is red.", "The mirror weighs 60 kilograms.");
        assertThat(study(world, first, Optional.empty()).receiveMessage(WHILE).done())
                .isTrue();
        assertThat(world.texts()).containsExactlyInAnyOrder("The dome is red.", "The mirror weighs 40 kilograms.");

        TestProbe<Library.StudyResult> result = study(world, second, Optional.of(first));

        Consolidator.Retract retract = (Consolidator.Retract) world.consolidator.receiveMessage(WHILE);
        assertThat(retract.claims()).hasSize(1).first().satisfies(claim -> {
            assertThat(claim.claim().text()).contains("40 kilograms");
            assertThat(claim.source().uri()).isEqualTo("notes.md");
        });
        assertThat(world.texts()).containsExactlyInAnyOrder("The dome is red.", "The mirror weighs 60 kilograms.");
        result.expectNoMessage(Duration.ofMillis(100));

        retract.replyTo().tell(new Consolidator.Noted());
        assertThat(result.receiveMessage(WHILE)).isEqualTo(new Library.StudyResult(second.content(), true));
    }

    @Test
    void whatAnotherDocumentStillSaysStaysInShortTermMemory() {
        AgentWorld world = start("");
        Document here = AgentWorld.document("here.md", "The dome is red.");
        study(world, here, Optional.empty()).receiveMessage(WHILE);
        study(world, AgentWorld.document("there.md", "The dome is red."), Optional.empty())
                .receiveMessage(WHILE);

        TestProbe<Library.StudyResult> result = study(world, AgentWorld.document("here.md"), Optional.of(here));
        ((Consolidator.Retract) world.consolidator.receiveMessage(WHILE))
                .replyTo()
                .tell(new Consolidator.Noted());

        assertThat(result.receiveMessage(WHILE).done()).isTrue();
        StmEntry left = world.entry(Claim.of("The dome is red.")).orElseThrow();
        assertThat(left.sources()).extracting(source -> source.uri()).containsExactly("there.md");
    }

    @Test
    void aDocumentThatDoesNotFitIsNotDoneAndTheLibraryGivesItAgain() throws Exception {
        AgentWorld world = start("capacity = 1, shards = 1");
        ActorTap reader = new ActorTap(world);
        var library = world.kit.spawn(Library.create(
                "solo",
                new TreeSet<>(java.util.List.of("solo")),
                SegmentLog.open(new FileDisk(folder), "library", SegmentLog.Options.DEFAULT)));
        library.tell(new Library.ReadBy(reader.ref()));
        TestProbe<LibraryMessage.FeedReply> fed = world.kit.createTestProbe(LibraryMessage.FeedReply.class);
        Document document = AgentWorld.document("notes.md", "The dome is red.", "The mirror weighs 40 kilograms.");

        library.tell(new Library.Feed(document, fed.getRef()));

        assertThat(fed.receiveMessage(WHILE).outcome()).isEqualTo(LibraryMessage.Outcome.ACCEPTED);
        assertThat(reader.results.receiveMessage(WHILE).done()).isFalse();
        assertThat(world.texts()).hasSize(1);
        // The swarm agreed on what is there: the room that this leaves is used when the document comes again.
        world.promoteAll();
        assertThat(reader.results.receiveMessage(WHILE)).isEqualTo(new Library.StudyResult(document.content(), true));
        assertThat(world.entries()).hasSize(1).first().satisfies(entry -> assertThat(entry.salience())
                .as("salient enough to be nominated, though it was read before")
                .isGreaterThan(0.55));
    }

    /** A reader that lets the results of studies be seen on their way back to the library. */
    private static final class ActorTap {
        private final TestProbe<Library.StudyResult> results;
        private final AgentWorld world;

        ActorTap(AgentWorld world) {
            this.world = world;
            this.results = world.kit.createTestProbe(Library.StudyResult.class);
        }

        akka.actor.typed.ActorRef<Library.ToStudy> ref() {
            return world.kit.spawn(akka.actor.typed.javadsl.Behaviors.receive((context, order) -> {
                var back = world.kit.<Library.StudyResult>spawn(
                        akka.actor.typed.javadsl.Behaviors.receiveMessage(result -> {
                            order.replyTo().tell(result);
                            results.getRef().tell(result);
                            return akka.actor.typed.javadsl.Behaviors.stopped();
                        }));
                world.agent.tell(new Agent.Read(new Library.ToStudy(order.document(), order.previous(), back)));
                return akka.actor.typed.javadsl.Behaviors.same();
            }));
        }
    }

    private static TestProbe<Library.StudyResult> study(
            AgentWorld world, Document document, Optional<Document> previous) {
        TestProbe<Library.StudyResult> result = world.kit.createTestProbe(Library.StudyResult.class);
        world.agent.tell(new Agent.Read(new Library.ToStudy(document, previous, result.getRef())));
        return result;
    }
}
