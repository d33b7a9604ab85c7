@NullMarked
package io.quarterdeck.machinery.admission;

import org.jspecify.annotations.NullMarked;
