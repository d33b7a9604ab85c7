/**
 * Who owns which field of an object: {@code metadata.managedFields}, and server-side apply.
 *
 * <p>A field belongs to whoever set it last. So that is known, every write is compared with the object as it was, and what
 * it added or changed goes to its owner; an owner is a name, an operation (Apply or Update), a version and a subresource.
 * An apply says all that its owner wants: it is merged into the object, what the owner wanted before and wants no longer
 * goes unless somebody else owns it, and a change of what somebody else owns is a conflict, unless it is forced.
 *
 * <p>Everything in here is a function of values. One walk over the two trees finds the differences, with the schema
 * telling which lists and maps are owned element by element; sets share what does not change, and parts that are the same
 * cost no memory. This runs at every write.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-Side Apply</a>
 */
@NullMarked
package io.quarterdeck.machinery.apply;

import org.jspecify.annotations.NullMarked;
