/**
 * What happens to an object between the wire and the store. No HTTP in here: a request comes in as an
 * {@link io.quarterdeck.machinery.ApiRequest}, already authenticated, and leaves as an
 * {@link io.quarterdeck.machinery.ApiAnswer}, as bytes.
 *
 * <p>Kinds are data: everything that is special about one comes from its document in {@code crds/}; what a document cannot
 * say is a small strategy class of its own. Built-in kinds and a user's kinds take the same way through the same code.
 */
@NullMarked
package io.quarterdeck.machinery;

import org.jspecify.annotations.NullMarked;
