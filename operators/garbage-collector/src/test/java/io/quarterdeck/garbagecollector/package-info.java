/** Ownership, decided as values and run in a simulated cluster. */
@NullMarked
package io.quarterdeck.garbagecollector;

import org.jspecify.annotations.NullMarked;
