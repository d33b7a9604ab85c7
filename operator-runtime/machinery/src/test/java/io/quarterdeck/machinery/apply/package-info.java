@NullMarked
package io.quarterdeck.machinery.apply;

import org.jspecify.annotations.NullMarked;
