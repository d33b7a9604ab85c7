/**
 * Containers, as the node daemon sees them.
 *
 * <p>The problem: a container runtime is another process. It may be slow, restarted, or of another version, and what it
 * runs outlives us. The idea: {@link io.quarterdeck.cri.ContainerRuntime} is the little that the daemon needs of one, in
 * records of ours; {@link io.quarterdeck.cri.CriRuntime} speaks the Container Runtime Interface to a unix socket and is
 * the only class that knows how. Nothing here decides anything.
 *
 * <p>The promise: calls block, are safe from any number of threads, and fail with a {@link
 * io.quarterdeck.cri.CriException} only. State is pushed: when {@link io.quarterdeck.cri.RuntimeListener} hears that a
 * container ended, asking for that container answers that it ended.
 */
@NullMarked
package io.quarterdeck.cri;

import org.jspecify.annotations.NullMarked;
