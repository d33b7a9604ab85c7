/** Aggregated roles, planned and in a simulated cluster. */
@NullMarked
package io.quarterdeck.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
