/**
 * What only a node or a pod can answer: logs, exec, attach, port-forward, and the proxies.
 *
 * <p>The API knows who may ask and where the pod runs; the node's daemon knows the container. So the edge decides, opens a
 * connection to the daemon with its own client certificate, and then gets out of the way: a log is piped, and an upgraded
 * connection (SPDY or WebSocket, the edge does not look) is spliced byte by byte in both directions, each as fast as the
 * other side reads.
 *
 * <p>Promised: nothing that a client sends reaches a node before the node has agreed to the upgrade, the client's own
 * credentials never reach it at all, and the node must be the very one that the pod runs on.
 */
@NullMarked
package io.quarterdeck.apiserver.nodes;

import org.jspecify.annotations.NullMarked;
