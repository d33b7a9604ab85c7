/**
 * The cluster's DNS, answered by every node itself.
 *
 * <p>The problem: a pod finds services by name, at every connection it makes, so answers must be near, quick, and as
 * fresh as the endpoints are.
 *
 * <p>The idea: the node daemon has the services and endpoints in its caches anyway, for the service proxy. {@link
 * io.quarterdeck.dns.ClusterNames} turns each of them into the names it stands for, once, when it changes; a question is
 * then a lookup. {@link io.quarterdeck.dns.DnsAnswers} decides, purely; {@link io.quarterdeck.dns.DnsServer} carries
 * bytes. Any other name goes to the host's own resolvers through {@link io.quarterdeck.dns.Forwarder}.
 *
 * <p>What is promised: names as the Kubernetes DNS specification 1.1.0 has them; no question about our own zone, or about
 * an address of our ranges, ever leaves the node; while the caches are not filled yet the answer is "ask again"
 * (SERVFAIL), never "no such name".
 *
 * @see <a href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">the specification</a>
 */
@NullMarked
package io.quarterdeck.dns;

import org.jspecify.annotations.NullMarked;
