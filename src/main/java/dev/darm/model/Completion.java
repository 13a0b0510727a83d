package dev.darm.model;

/**
 * What a model said.
 *
 * @param text without surrounding white space, not empty
 * @param model the name under which the server served it
 * @param promptTokens as the server counted them; 0 when it did not say
 * @param outputTokens as the server counted them; 0 when it did not say
 */
public record Completion(String text, String model, int promptTokens, int outputTokens) {}
