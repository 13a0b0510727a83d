package dev.darm.model;

/**
 * What a model is asked.
 *
 * @param system how to behave; may be empty
 * @param text what to complete
 */
public record Prompt(String system, String text) {}
