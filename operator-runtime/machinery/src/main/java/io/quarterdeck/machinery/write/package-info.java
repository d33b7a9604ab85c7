/**
 * CREATE, UPDATE, PATCH and DELETE: from a body to one commit at the revision that was read.
 *
 * <p>Every change takes the same steps, whoever wrote the kind: decode, hold against the schema (wrong types, unknown
 * fields), set what only the server may set, default, let the kind's strategy complete it, validate, commit. A step that
 * refuses ends the request with a 4xx; nothing has been written by then. A commit that finds the object changed begins
 * anew, unless the client named the revision.
 */
@NullMarked
package io.quarterdeck.machinery.write;

import org.jspecify.annotations.NullMarked;
