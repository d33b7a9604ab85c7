/**
 * The loop itself: what turns declared informers and reconcilers into running ones.
 *
 * <p>The problem: many objects change at once, the API goes away and comes back, a cache lags behind what its own process
 * wrote, and none of this may be visible to a reconciler. The idea: no thread ever waits here. An informer's watch, a
 * queue's next key, a delay, a cache that has caught up are all events that start a short task; {@link
 * io.quarterdeck.control.runtime.Tasks} says where tasks run. In production each is a virtual thread of its own, so an
 * idle operator has none; in the testkit all run on one thread, in an order drawn from a seed, in virtual time.
 *
 * <p>Promised: one worker a key; the next run for a key sees the last run's writes (or a bounded wait has passed, which
 * is counted); failures are tried again with a growing delay; a lost watch is resumed at the last revision heard, and a
 * revision that is held no longer leads to a new list whose differences are told like any other change.
 *
 * <p>Locks are taken in one order: a feed's, then a cache's, then a controller's. No lock is held during a call of the API.
 */
@NullMarked
package io.quarterdeck.control.runtime;

import org.jspecify.annotations.NullMarked;
