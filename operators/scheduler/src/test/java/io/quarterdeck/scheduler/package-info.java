/** Pods placed as values, in random worlds, and in a simulated cluster. */
@NullMarked
package io.quarterdeck.scheduler;

import org.jspecify.annotations.NullMarked;
