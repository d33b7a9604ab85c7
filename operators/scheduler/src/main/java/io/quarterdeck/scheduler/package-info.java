/**
 * Finds a node for every pod.
 *
 * <p>The problem: each pod has hard needs (room, ports, labels, taints, neighbours) and wishes, and thousands of pods and nodes
 * change meanwhile. The idea: one thread owns all that is known ({@link io.quarterdeck.scheduler.SchedulerCache}),
 * takes one pod at a time from a queue ordered by priority, and asks
 * {@link io.quarterdeck.scheduler.SchedulePlanner}, which is pure: filters leave the nodes that can take the pod,
 * scores choose among them. The choice is assumed to hold at once and written (a Binding) by another thread, so that the
 * next pod need not wait. What pods say about other pods (affinity, spreading) is counted per topology domain as pods come
 * and go ({@link io.quarterdeck.scheduler.TopologyCounts}), so that asking costs the same with ten pods and with
 * ten thousand.
 *
 * <p>The promise: a pod is bound once and only where its hard needs hold by all that is known; a pod that fits nowhere says why,
 * and is looked at again when something changes that could help; nothing polls.
 */
@NullMarked
package io.quarterdeck.scheduler;

import org.jspecify.annotations.NullMarked;
