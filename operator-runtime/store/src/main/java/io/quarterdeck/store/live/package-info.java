/**
 * The live set: what every store keeps in memory, in one form.
 *
 * <p>The problem: thousands of readers list and watch the same objects while writers change them, and nobody may wait for
 * anybody. The idea: all live objects of a resource are one persistent sorted map, so that a snapshot is a reference; and
 * the last changes of a resource are one shared ring, so that a watch is a place in it. There is one writer, which
 * publishes a batch of changes by swapping one reference, and then appends their events.
 *
 * <p>The promise: a {@link io.quarterdeck.store.live.LiveSet} never shows half a batch; a snapshot and the cursor that
 * starts at its revision miss nothing and repeat nothing; no reader, however slow, holds the writer up or makes the set
 * keep more than the ring's bounds.
 */
@NullMarked
package io.quarterdeck.store.live;

import org.jspecify.annotations.NullMarked;
