/**
 * Rolls pods from one template to the next.
 *
 * <p>The problem: replacing the pods of a service one by one, never with too few of them available and never with too many
 * at all, while the user changes his mind: scales, pauses, changes the template again, goes back. The idea: one ReplicaSet
 * a template (found by the template itself, named by its hash), and each pass moves replicas between them by as much as the
 * strategy's two limits allow right now. No pass remembers another: the ReplicaSets are the state.
 *
 * <p>{@link io.quarterdeck.deployment.DeploymentPlanner} decides, with
 * {@link io.quarterdeck.deployment.RollingUpdate} and
 * {@link io.quarterdeck.deployment.ProportionalScaling} for the arithmetic;
 * {@link io.quarterdeck.deployment.DeploymentStatus} says how far it is.
 *
 * <p>The promise: at no pass do the ReplicaSets together ask for more than replicas + maxSurge, nor is an available pod given
 * up while fewer than replicas - maxUnavailable would remain; the same template always has the same ReplicaSet.
 */
@NullMarked
package io.quarterdeck.deployment;

import org.jspecify.annotations.NullMarked;
