/** Endpoints decided as values, against random worlds, and written in a simulated cluster. */
@NullMarked
package io.quarterdeck.endpoints;

import org.jspecify.annotations.NullMarked;
