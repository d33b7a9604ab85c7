/**
 * Who may do what, as the machinery asks for it: the reviews that a client can POST are answered through these interfaces,
 * and the edge decides each request through the same {@link io.quarterdeck.machinery.access.Authorizer}.
 *
 * <p>The machinery itself trusts its callers; it holds no keys and knows no roles.
 */
@NullMarked
package io.quarterdeck.machinery.access;

import org.jspecify.annotations.NullMarked;
