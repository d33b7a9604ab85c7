/**
 * The three ways to say what shall change without sending the whole object: JSON patch (RFC 6902), merge patch (RFC 7386)
 * and Kubernetes' strategic merge patch, which knows from the schema which lists are merged by which key.
 *
 * <p>Pure functions from a tree and a patch to a new tree. A patch that cannot be read is a 400, one that does not fit the
 * object a 422; nothing else happens.
 */
@NullMarked
package io.quarterdeck.machinery.patch;

import org.jspecify.annotations.NullMarked;
