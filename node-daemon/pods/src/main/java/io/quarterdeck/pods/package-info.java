/**
 * Pods of one node, from their spec to running containers and back to their status.
 *
 * <p>The problem: what a pod is depends on three worlds that change at any moment and forget nothing together: the API
 * (what is wanted), the runtime (what runs), and this process (which may be killed). The idea: nobody reacts to an event.
 * Each pod has one {@link io.quarterdeck.pods.PodWorker}, which looks at the pod, at the runtime and at what it remembers
 * (probes, back-offs, work under way), lets the pure {@link io.quarterdeck.pods.PodPlanner} say what comes next, and
 * begins it; whatever takes time runs beside it and wakes it when it is done. {@code PodStatus}, as pure, says what the
 * API is to be told. So a restart of the daemon is nothing special: the first look finds the containers that run.
 *
 * <p>The promise: one worker a pod; no container is touched because the daemon was restarted; a status is written at once
 * when it changes, the latest one wins; a pod's object is only removed from the API when nothing of it is left here.
 */
@NullMarked
package io.quarterdeck.pods;

import org.jspecify.annotations.NullMarked;
