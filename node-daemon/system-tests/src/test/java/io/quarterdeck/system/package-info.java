/** Tests of the whole: a real cluster, started as a user starts it and driven with the stock {@code kubectl}. */
@NullMarked
package io.quarterdeck.system;

import org.jspecify.annotations.NullMarked;
