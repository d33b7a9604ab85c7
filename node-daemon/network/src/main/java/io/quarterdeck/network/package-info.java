/**
 * The network of one node: links and routes, the configuration of the CNI plugins, and the service proxy.
 *
 * <p>The problem: a pod's address must be reachable from every node, a service's address must lead to one of its
 * endpoints, and none of these addresses means anything outside the cluster, so no packet to one of them may stray out
 * of a host.
 *
 * <p>The idea: the kernel does all the work, and this package keeps three plans true. The {@link
 * io.quarterdeck.network.RulesetPlanner} turns services and endpoints into one nftables table, whose rules hardly ever
 * change: what changes are elements of its maps. The {@link io.quarterdeck.network.LinkPlanner} turns nodes into
 * neighbours and routes over VXLAN. The {@link io.quarterdeck.network.CniConfiguration} tells the CNI plugins how a pod
 * is joined. Planners are pure; {@link io.quarterdeck.network.NodeNetwork} carries them out.
 *
 * <p>What is promised: whatever a killed run left behind is put right at the start, without a gap for connections that
 * go on; the data path works on while the daemon is away; a packet to one of our ranges leaves the host only inside the
 * overlay, to one of our nodes, also after the daemon has stopped.
 */
@NullMarked
package io.quarterdeck.network;

import org.jspecify.annotations.NullMarked;
