/** ReplicaSets decided as values, against random worlds, and run in a simulated cluster. */
@NullMarked
package io.quarterdeck.replicaset;

import org.jspecify.annotations.NullMarked;
