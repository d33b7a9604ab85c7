/**
 * Bodies in Kubernetes' protobuf encoding, read as the JSON that they stand for.
 *
 * <p>kubectl writes what it makes itself ({@code create configmap}, {@code expose}, {@code auth can-i}) in protobuf and
 * does not ask whether we would rather have JSON. The encoding names no fields, only their numbers, so a table made at
 * build time from the official descriptors tells which is which; nothing else of protobuf is needed. A few things are
 * written differently there than in JSON (times, quantities, structs that Go inlines), and zero values are sent that JSON
 * leaves out; both are put right here.
 */
@NullMarked
package io.quarterdeck.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
