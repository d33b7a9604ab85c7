@NullMarked
package io.quarterdeck.machinery.wire;

import org.jspecify.annotations.NullMarked;
