/**
 * How much of a namespace's quota an object takes.
 *
 * <p>Two ask this: the API, before it makes the object, and the operator that counts anew what is there. They must agree, so
 * both ask here. Everything is pure: objects and amounts in, amounts out.
 */
@NullMarked
package io.quarterdeck.model.quota;

import org.jspecify.annotations.NullMarked;
