package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.darm.codec.Hash;
import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import dev.darm.memory.source.Library;
import dev.darm.memory.source.LibraryMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where a voter gets its evidence: its own copies, or those of other nodes, by what they must be. */
public interface PassageSource {

    /** The passage with that hash; empty when no node that holds it answers. Whoever asks checks the hash. */
    CompletionStage<Optional<Passage>> passage(Hash hash);

    /** The newest version of a document that this node has heard of. */
    CompletionStage<Optional<Document>> current(String uri);

    /** This node's library; what takes longer than {@code timeout} counts as empty. */
    static PassageSource of(ActorRef<Library.Command> library, ActorSystem<?> system, Duration timeout) {
        return new PassageSource() {
            @Override
            public CompletionStage<Optional<Passage>> passage(Hash hash) {
                return AskPattern.<Library.Command, LibraryMessage.Found>ask(
                                library, me -> new Library.FetchPassage(hash, me), timeout, system.scheduler())
                        .thenApply(LibraryMessage.Found::passage)
                        .exceptionally(late -> Optional.empty());
            }

            @Override
            public CompletionStage<Optional<Document>> current(String uri) {
                return AskPattern.<Library.Command, Library.Current>ask(
                                library, me -> new Library.CurrentVersion(uri, me), timeout, system.scheduler())
                        .thenCompose(version -> version.content()
                                .map(this::document)
                                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty())))
                        .exceptionally(late -> Optional.empty());
            }

            private CompletionStage<Optional<Document>> document(Hash content) {
                return AskPattern.<Library.Command, LibraryMessage.Found>ask(
                                library, me -> new Library.FetchDocument(content, me), timeout, system.scheduler())
                        .thenApply(found -> found.document()
                                .filter(document -> document.content().equals(content)));
            }
        };
    }
}
