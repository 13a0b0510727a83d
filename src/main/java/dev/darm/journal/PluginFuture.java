package dev.darm.journal;

import akka.dispatch.Futures;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** Hands a stage to Akka's plugin interface as a Scala future that fails with the cause itself. */
final class PluginFuture {

    private PluginFuture() {}

    static <T> Future<T> of(CompletionStage<T> stage) {
        Promise<T> promise = Futures.promise();
        stage.whenComplete((value, failure) -> {
            if (failure == null) promise.success(value);
            else
                promise.failure(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
        });
        return promise.future();
    }
}
