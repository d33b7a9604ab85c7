/**
 * The HTTP edge of the API: everything between a client's socket and {@link io.quarterdeck.machinery.ApiService}.
 *
 * <p>The machinery knows what a request does to objects, and trusts whoever calls it. The edge makes that trust right: it
 * keeps the cluster's certificates ({@code pki}), finds out who asks and whether they may ({@code access}), speaks HTTP
 * ({@code http}), answers for itself ({@code documents}) and passes on what only a node can answer ({@code nodes}).
 *
 * <p>It is a library: {@link io.quarterdeck.apiserver.ApiServer#start} runs on the Vert.x of whichever application it is
 * in, with its own listening socket, so that nothing of an application's own HTTP configuration reaches the API.
 */
@NullMarked
package io.quarterdeck.apiserver;

import org.jspecify.annotations.NullMarked;
