/** Tests of single rules that need no API around them. */
@NullMarked
package io.quarterdeck.machinery.strategy;

import org.jspecify.annotations.NullMarked;
