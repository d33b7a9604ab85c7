/**
 * What happens to a namespace that is deleted.
 *
 * <p>The API only marks it: it becomes {@code Terminating} and refuses new objects, and stays until its
 * {@code spec.finalizers} are empty. This operator empties it, kind by kind, says in its conditions what still holds it
 * up, and removes the finalizer when nothing is left.
 *
 * <p>Promised: nothing outside the namespace is touched; a namespace is never finalized while any served kind still has an
 * object in it; once the last object goes, finalizing follows at once, because the operator watches what it waits for.
 */
@NullMarked
package io.quarterdeck.namespace;

import org.jspecify.annotations.NullMarked;
