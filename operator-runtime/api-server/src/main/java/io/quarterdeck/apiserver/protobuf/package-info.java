/**
 * Kubernetes' protobuf encoding: bodies read as the JSON that they stand for, and answers written from it.
 *
 * <p>kubectl writes what it makes itself ({@code create configmap}, {@code expose}, {@code auth can-i}) in protobuf and
 * does not ask whether we would rather have JSON; controllers and schedulers ask for all that they read in protobuf. The
 * encoding names no fields, only their numbers, so a table made at build time from the official descriptors tells which is
 * which; nothing else of protobuf is needed. A few things are written differently there than in JSON (times, quantities,
 * structs that Go inlines), and zero values are sent that JSON leaves out; both are put right here.
 *
 * <p>Objects are stored as JSON and stay so: who asks for protobuf pays for the way from one to the other, and nobody
 * else does. Kinds without a message, which are all that users define, have their metadata in protobuf and nothing more.
 */
@NullMarked
package io.quarterdeck.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
