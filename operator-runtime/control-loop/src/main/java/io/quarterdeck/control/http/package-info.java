/**
 * The API over HTTPS, for whoever does not share a process with it: operators on their own, node daemons, tools.
 *
 * <p>The client is small on purpose: JSON trees and bytes, one event loop, HTTP/2 where the server offers it, so that all
 * watches of a process share a connection or two. Vert.x' futures do not leave this package: a caller on a virtual thread
 * calls and gets an answer or an {@link io.quarterdeck.model.ApiException}.
 *
 * <p>What is promised: every call ends within a bounded time; what may be repeated without harm is repeated a few times
 * before it fails; a watch whose connection died in silence ends instead of hanging.
 */
@NullMarked
package io.quarterdeck.control.http;

import org.jspecify.annotations.NullMarked;
