/**
 * What stands below an object, or looks like an object and is none: a scale is two fields of a Deployment, a binding puts a
 * pod on a node, an eviction deletes one, a token is signed, a review asks a question. None of them is ever stored.
 *
 * <p>What reaches into a running pod (logs, exec, attach, port-forward, proxy) is a stream and belongs to the edge.
 */
@NullMarked
package io.quarterdeck.machinery.subresource;

import org.jspecify.annotations.NullMarked;
