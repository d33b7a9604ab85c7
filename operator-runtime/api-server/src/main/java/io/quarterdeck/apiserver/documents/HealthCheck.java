package io.quarterdeck.apiserver.documents;

import java.util.function.BooleanSupplier;

/**
 * One thing that must be well.
 *
 * @param live whether the process should be restarted if it is not; otherwise it only gets no requests
 */
public record HealthCheck(String name, boolean live, BooleanSupplier well) {}
