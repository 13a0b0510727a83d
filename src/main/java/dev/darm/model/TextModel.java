package dev.darm.model;

import java.util.concurrent.CompletionStage;

/** A model that completes text. Implementations hold no conversation: every call stands alone. */
public interface TextModel {

    /** The model's name, as answers report it. */
    String name();

    /** Completes {@code prompt}; fails with {@link ModelFailed} (and nothing else) when there is no usable completion. */
    CompletionStage<Completion> generate(Prompt prompt);
}
