/**
 * The hot paths, measured.
 *
 * <p>The problem: some classes trade beauty for speed, and only a number says whether the trade still pays. The idea: each
 * of them has a benchmark here, compiled with every build and run by hand, {@code java -jar target/benchmarks.jar}.
 *
 * <p>The promise: a figure in a README names the benchmark that it comes from.
 */
@NullMarked
package io.quarterdeck.benchmarks;

import org.jspecify.annotations.NullMarked;
