/**
 * The one place where state lives: objects by resource and key, each change at a revision of its own.
 *
 * <p>A {@link io.quarterdeck.store.Store} offers three things. A <em>snapshot</em> of one resource is an immutable sorted
 * map, taken in O(1), that blocks no writer. A <em>commit</em> writes one object if it is still at the revision that the
 * writer saw, and returns when it is durable. A <em>cursor</em> reads the events of one resource in order from any
 * retained revision. Every implementation keeps the live set in memory in the same form; they differ in who makes a
 * commit durable and numbers it: nobody (memory), SQLite (embedded), or etcd.
 *
 * <p>Revisions grow by one stream over all resources; a snapshot and the cursor that starts at its revision miss nothing
 * and repeat nothing.
 */
@NullMarked
package io.quarterdeck.store;

import org.jspecify.annotations.NullMarked;
