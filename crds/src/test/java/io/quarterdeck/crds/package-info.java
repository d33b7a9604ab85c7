@NullMarked
package io.quarterdeck.crds;

import org.jspecify.annotations.NullMarked;
