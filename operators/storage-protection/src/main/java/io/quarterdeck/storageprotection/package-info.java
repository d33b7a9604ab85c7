/**
 * Keeps volumes and claims that are in use from going away.
 *
 * <p>The problem: who deletes a claim, or the volume behind it, takes the data from under the pods that are writing to it. The
 * idea: each carries a finalizer from the beginning, so a DELETE only marks it; when nothing uses it any more, the finalizer is
 * taken off, and the object goes.
 *
 * <p>Promised: a marked claim stays as long as a pod that has a node and has not ended names it; a marked volume stays as long as
 * it is bound. Before a finalizer is taken off, the API itself has said so: a cache may lag.
 */
@NullMarked
package io.quarterdeck.storageprotection;

import org.jspecify.annotations.NullMarked;
