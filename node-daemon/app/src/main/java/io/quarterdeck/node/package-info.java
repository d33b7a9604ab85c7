/**
 * The node daemon: one process a host, which is kubelet, service proxy, pod network and DNS at once.
 *
 * <p>The problem: these four share what they watch and what they know, yet each must survive the others' troubles. The
 * idea: one application wires them and does nothing else. It waits for its credentials and for the container runtime,
 * joins the cluster with a Node object, waits for the pods' range, and lets the parts run. What it serves itself is the
 * node's HTTPS door, through which the API reads logs and opens streams into containers.
 *
 * <p>The promise: the daemon may be killed at any moment; running pods do not notice, and the next one picks them up.
 */
@NullMarked
package io.quarterdeck.node;

import org.jspecify.annotations.NullMarked;
