/**
 * What may still change or refuse a write that is otherwise well: limits and quotas of a namespace, classes of priority, of
 * runtimes, of volumes and of Ingresses, policies in CEL, and webhooks.
 *
 * <p>Mutation comes after the defaults and before validation, so that what it adds is validated; validation comes last, on what
 * would be stored.
 */
@NullMarked
package io.quarterdeck.machinery.admission;

import org.jspecify.annotations.NullMarked;
