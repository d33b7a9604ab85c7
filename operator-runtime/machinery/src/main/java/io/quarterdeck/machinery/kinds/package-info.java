/**
 * Kinds as data: what a document in {@code crds/}, or a user's CustomResourceDefinition, says of a kind, and the pure
 * functions that hold an object against its schema.
 *
 * <p>The problem: a Kubernetes API has hundreds of types whose fields, defaults and rules every step of a request needs.
 * Here they are not classes but {@link io.quarterdeck.machinery.kinds.Schema shapes}, read at start from one resource that
 * the module {@code crds} makes. A user's definition becomes the same shapes, so every function below serves both; where
 * upstream answers the two differently (a wrong type is a 400 for the one and a 422 for the other), the shape knows whose
 * it is.
 *
 * <p>An object takes this way: {@link io.quarterdeck.machinery.kinds.SchemaValidator#decodeFaults could it be read},
 * {@link io.quarterdeck.machinery.kinds.UnknownFields what is unknown}, {@link io.quarterdeck.machinery.kinds.Defaults what
 * was left out}, {@link io.quarterdeck.machinery.kinds.SchemaValidator#validate what is wrong}. Each step is driven by the
 * value, not by the schema, so it costs what the object is large; and recursive schemas need no care.
 *
 * <p>Promised: nothing here throws because of what a user sent, shapes are immutable and shared, and descriptions, the most
 * of every schema, are never held in memory but read from the class path when a document is made.
 */
@NullMarked
package io.quarterdeck.machinery.kinds;

import org.jspecify.annotations.NullMarked;
