/**
 * Counts what is taken of ResourceQuotas.
 *
 * <p>The problem: whoever makes an object charges the quotas of its namespace, before it is made; but nobody who deletes one,
 * and no pod that ends, gives anything back. The idea: whenever something that is counted comes, ends or goes, all that is there
 * is counted anew.
 *
 * <p>What is charged and not yet made must not be counted away. A quota is therefore counted only when it has not changed
 * for a while, and its status is written only if it still has not.
 *
 * <p>Promised: a moment after the last change, {@code status.used} is what is there, and {@code status.hard} what
 * {@code spec.hard} says.
 */
@NullMarked
package io.quarterdeck.resourcequota;

import org.jspecify.annotations.NullMarked;
