/**
 * What an operator is made of, ours and a user's alike.
 *
 * <p>The idea: an operator never reacts to events. A change of anything it watches becomes the key of the object that it
 * looks after; a worker takes the key, looks at the world as it is now, and does what is missing. So a lost, doubled or
 * late event does no harm, and reconciling twice is harmless.
 *
 * <p>What this package promises to a {@link io.quarterdeck.control.Reconciler}: one worker a key at a time; the cache
 * it reads has seen its own last writes for that key; a failure is tried again with a growing delay; a key is never lost.
 *
 * <p>{@link io.quarterdeck.control.ApiClient} is how it writes and {@link io.quarterdeck.control.Informer} what it reads.
 * Whether they speak HTTP, etcd or to an API in the same process is configuration, not code.
 */
@NullMarked
package io.quarterdeck.control;

import org.jspecify.annotations.NullMarked;
