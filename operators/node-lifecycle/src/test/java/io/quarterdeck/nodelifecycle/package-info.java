/** Nodes' lives, decided as values and run in a simulated cluster. */
@NullMarked
package io.quarterdeck.nodelifecycle;

import org.jspecify.annotations.NullMarked;
