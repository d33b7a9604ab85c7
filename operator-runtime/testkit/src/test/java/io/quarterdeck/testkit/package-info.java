/** The control loop's promises, held under every fault that the simulation knows. */
@NullMarked
package io.quarterdeck.testkit;

import org.jspecify.annotations.NullMarked;
