/** The API on a store in memory, driven by requests as a client sends them. */
@NullMarked
package io.quarterdeck.machinery;

import org.jspecify.annotations.NullMarked;
