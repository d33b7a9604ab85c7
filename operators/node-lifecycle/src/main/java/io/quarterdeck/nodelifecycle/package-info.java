/**
 * What becomes of nodes that come, fall silent and go, and of the pods on them.
 *
 * <p>A node proves that it lives by renewing its Lease. One that stops is first declared unknown, then tainted; the taint
 * keeps new pods away and, once each pod's tolerance has run out, evicts those that are there. A new node gets its range of
 * pod addresses here. Pods that are bound to a node which no longer exists are removed, as nobody else can.
 *
 * <p>The idea: no sweep over all nodes at intervals. Each node, and each pod on a tainted node, is a key that comes back when
 * its own deadline is due.
 *
 * <p>Promised: clocks of hosts need not agree, as silence is measured by the clock here; two nodes never share a range; a
 * pod is deleted by its uid, never one that took its name.
 */
@NullMarked
package io.quarterdeck.nodelifecycle;

import org.jspecify.annotations.NullMarked;
