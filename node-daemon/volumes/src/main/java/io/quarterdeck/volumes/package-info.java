/**
 * The files that a pod's containers see beside their images.
 *
 * <p>The problem: a volume is made of things that change while the pod runs (a config map, a token that expires) and must
 * never be seen half changed; and a daemon that was killed must neither lose a volume nor leave one behind. The idea: each
 * volume is a folder below {@code pods/UID/volumes}, made the same way however often it is asked for; content is swapped
 * with one rename of a symbolic link ({@link io.quarterdeck.volumes.AtomicFolder}). What a pod uses is known from its
 * folder alone, so cleaning up needs no memory of who made it.
 *
 * <p>The promise: {@link io.quarterdeck.volumes.PodVolumes#prepare} is idempotent, and after {@code release} nothing of
 * the pod is left, mounts included.
 */
@NullMarked
package io.quarterdeck.volumes;

import org.jspecify.annotations.NullMarked;
