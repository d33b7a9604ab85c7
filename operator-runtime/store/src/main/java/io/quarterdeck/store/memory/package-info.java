/**
 * The store of tests and simulations: a live set that nothing makes durable.
 *
 * <p>It passes the contract that the durable stores pass, so what a test proves with it holds for them.
 */
@NullMarked
package io.quarterdeck.store.memory;

import org.jspecify.annotations.NullMarked;
