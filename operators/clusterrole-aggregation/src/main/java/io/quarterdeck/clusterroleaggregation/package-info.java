/**
 * Fills the ClusterRoles that are put together from others.
 *
 * <p>The problem: {@code view} should let people see the kinds that a chart brings, although nobody who wrote {@code view}
 * knew them. The idea: a ClusterRole with an {@code aggregationRule} names labels; whatever ClusterRoles carry them, their
 * rules are its own. A role that takes in others may itself be taken in ({@code admin} takes in {@code edit}, which takes in
 * {@code view}), so a change travels from one to the next.
 *
 * <p>Promised: an aggregated role has the rules of the selected ones, ordered by their names, each rule once, and no others;
 * it is written only when that changes something.
 */
@NullMarked
package io.quarterdeck.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
