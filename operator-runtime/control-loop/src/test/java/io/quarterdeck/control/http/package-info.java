/** The client against a server that misbehaves. */
@NullMarked
package io.quarterdeck.control.http;

import org.jspecify.annotations.NullMarked;
