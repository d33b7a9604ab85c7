/**
 * Writes down which pods stand behind each Service.
 *
 * <p>The problem: a Service names its pods by labels; whoever sends traffic (the service proxy, DNS, an ingress) needs their
 * addresses, ports and readiness, in pieces that are cheap to send again when one pod changes. The idea: for each Service
 * compute the endpoints that should be, group them by the ports that they really listen on, and lay them into slices of at
 * most 100 so that as few slices as possible change. The older Endpoints object is written beside them for those who still
 * read it.
 *
 * <p>The promise: a pod that becomes ready is in its slice a few milliseconds later while little happens; a Service whose
 * pods change all the time is written at a bounded rate and is still at most {@link io.quarterdeck.endpoints.Pace#GAP}
 * behind. Planning twice from the same world gives the same slices.
 */
@NullMarked
package io.quarterdeck.endpoints;

import org.jspecify.annotations.NullMarked;
