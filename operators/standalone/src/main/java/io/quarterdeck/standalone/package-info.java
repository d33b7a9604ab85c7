/**
 * A whole control plane in one process: the API, its store and every operator, for use on one host.
 *
 * <p>The parts are the very ones that also run apart. What differs is how they meet: here an operator's reads come
 * straight from the store's live set, which costs no second copy and no network, and its writes go to the API as plain
 * calls, so that validation holds for them as for everyone else.
 */
@NullMarked
package io.quarterdeck.standalone;

import org.jspecify.annotations.NullMarked;
