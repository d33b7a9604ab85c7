/**
 * Measures a running cluster from outside, as its user sees it: through its API, over TLS, with real containers.
 *
 * <p>Each figure is printed as one line of a table as soon as it is known. Latencies are taken from the moment before a
 * request is sent to the moment the watch shows the result.
 */
@NullMarked
package io.quarterdeck.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
