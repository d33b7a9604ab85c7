/** Requests that nobody should send, made from our own discovery and schemas. */
@NullMarked
package io.quarterdeck.apiserver.fuzz;

import org.jspecify.annotations.NullMarked;
