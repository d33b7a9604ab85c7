/**
 * Keeps as many pods alive as each ReplicaSet asks for.
 *
 * <p>The problem: pods die, are evicted, are relabelled and are made by hand; a ReplicaSet only says how many pods with
 * certain labels there should be. The idea: count what is there, compare, create or delete the difference, and claim or
 * let go of pods so that a pod has one controller at most. All choices are made by
 * {@link io.quarterdeck.replicaset.ReplicaSetPlanner} from one snapshot.
 *
 * <p>The promise: never more deletions than the surplus, and the pod whose loss hurts least goes first; a pod that
 * terminates is counted as gone already; two passes over the same world do the same.
 */
@NullMarked
package io.quarterdeck.replicaset;

import org.jspecify.annotations.NullMarked;
