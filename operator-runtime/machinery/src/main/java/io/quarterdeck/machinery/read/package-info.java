/**
 * GET, LIST and WATCH. An object was encoded when it was written; reading it is handing out the same bytes again, one
 * array an object, with small constant pieces between. Nothing here parses an object unless the client asked for a table,
 * and nothing is ever copied into one large buffer.
 *
 * <p>A list is one snapshot of the store, so it is consistent; a chunked list keeps its snapshot for a while
 * ({@link io.quarterdeck.machinery.read.HeldSnapshots}) and answers 410 once that has gone or after five minutes, as the protocol says.
 */
@NullMarked
package io.quarterdeck.machinery.read;

import org.jspecify.annotations.NullMarked;
