/**
 * The store of several hosts: etcd holds the objects and decides conflicts, and every API process follows it with a watch.
 *
 * <p>The problem: reads must not travel, yet a reader must never see less than it wrote, and a watch that breaks must not
 * lose an event. The idea: one paged read of everything at one revision, then one watch from there on, which alone changes
 * the live set. A commit is one transaction in etcd (is the key still at this revision? then put), and returns once the
 * watch has brought its revision back. Every revision is one that etcd gave.
 *
 * <p>The promise: the live set goes through every state that etcd went through, in order. Where the watch breaks it is taken
 * up at the next revision; where revisions are missing it is not trusted and taken up anew; and where etcd no longer has
 * them, everything is read again and every cursor falls off, as the protocol foresees.
 */
@NullMarked
package io.quarterdeck.store.etcd;

import org.jspecify.annotations.NullMarked;
