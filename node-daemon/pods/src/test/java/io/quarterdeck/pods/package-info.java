@NullMarked
package io.quarterdeck.pods;

import org.jspecify.annotations.NullMarked;
