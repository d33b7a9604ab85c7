/** Deployments decided as values, rolled out in random worlds, and run in a simulated cluster. */
@NullMarked
package io.quarterdeck.deployment;

import org.jspecify.annotations.NullMarked;
