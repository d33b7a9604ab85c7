/** Protection of claims and volumes in a simulated cluster. */
@NullMarked
package io.quarterdeck.storageprotection;

import org.jspecify.annotations.NullMarked;
