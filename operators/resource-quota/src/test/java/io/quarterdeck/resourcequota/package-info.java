/** Quotas, counted in a simulated cluster. */
@NullMarked
package io.quarterdeck.resourcequota;

import org.jspecify.annotations.NullMarked;
