@NullMarked
package io.quarterdeck.machinery.kinds;

import org.jspecify.annotations.NullMarked;
