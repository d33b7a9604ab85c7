/**
 * The wire: TLS connections in, requests read, answers and streams out.
 *
 * <p>Reads are answered where they arrive, on the event loop, because the objects are bytes already and a snapshot blocks
 * nobody; a GET costs one lookup and one write. Writes wait for a disk and go to a virtual thread. What is long, a LIST of
 * a thousand objects or a watch, is written in pieces and only as fast as its reader reads: nothing is queued that the
 * socket does not take, so a slow reader costs a position and not a heap.
 *
 * <p>Promised: every answer to a bad request is a Status; nothing waits longer than a named limit; a client that goes
 * away leaves nothing behind.
 */
@NullMarked
package io.quarterdeck.apiserver.http;

import org.jspecify.annotations.NullMarked;
