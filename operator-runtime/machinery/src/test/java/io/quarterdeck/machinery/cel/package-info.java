@NullMarked
package io.quarterdeck.machinery.cel;

import org.jspecify.annotations.NullMarked;
