/**
 * Who asks: the edge's first question to every request.
 *
 * <p>An answer must cost next to nothing, because it is needed ten thousand times a second, and must still be right a
 * moment after a service account was deleted. So what never changes is remembered (a connection's client certificate, the
 * signature of a token that was seen before), and what may change is looked up each time in the store's snapshots, which
 * is a walk in memory. Nothing in here blocks.
 *
 * <p>Promised: no credentials make somebody anonymous, wrong ones make a 401, and a request that no rule allows makes a
 * 403 in Kubernetes' words.
 */
@NullMarked
package io.quarterdeck.apiserver.access;

import org.jspecify.annotations.NullMarked;
