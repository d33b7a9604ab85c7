/**
 * What makes an operator's module an application of its own: it finds every {@link io.quarterdeck.control.Operator} bean,
 * connects to the API of a kubeconfig file, runs them, and answers {@code /healthz} and {@code /metrics}.
 *
 * <p>A module depends on this optionally, so that as a library, in {@code standalone}, it comes without.
 */
@NullMarked
package io.quarterdeck.app;

import org.jspecify.annotations.NullMarked;
