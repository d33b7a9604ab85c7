/**
 * May they: the edge's second question to every request, asked anew by the machinery where it takes the body to answer.
 *
 * <p>Rights are objects that anybody may change at any time, and a decision is needed ten thousand times a second. So roles
 * and bindings are kept by subject beside the store's live set, and brought up to date by whoever asks next: an answer
 * costs a few look-ups and never a scan, and a grant holds from the moment that its write has returned.
 *
 * <p>In order: administrators, nodes, roles. A node's rights follow from the pods that are bound to it; everybody else's
 * from RBAC. What the URL cannot tell is left to two guards, which see an object before it is committed: nobody grants what
 * they do not hold, and a node writes only what is its own.
 *
 * <p>Promised: nothing here blocks on a disk or on another process, and what no rule allows is refused.
 */
@NullMarked
package io.quarterdeck.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
