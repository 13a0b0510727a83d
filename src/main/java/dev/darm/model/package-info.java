/**
 * Text models: a prompt in, a completion out.
 *
 * <p>A node names at most one model server ({@code darm.model.url}); where none is named, DARM infers by extraction and
 * says so. A model is never trusted: what it says passes {@link dev.darm.agent.ModelInference}, and a server that is down,
 * slow or garbled gives a {@link dev.darm.model.ModelFailed} with its kind, never a guess.
 *
 * <p>Realises the model tiers of seed 000 §5 as far as one tier; the router over several tiers is built on {@link
 * dev.darm.model.TextModel}.
 *
 * <p>Read first: {@link dev.darm.model.TextModel}, then {@link dev.darm.model.OllamaModel}.
 */
@NullMarked
package dev.darm.model;

import org.jspecify.annotations.NullMarked;
