/** What operators are made of, by itself. */
@NullMarked
package io.quarterdeck.control;

import org.jspecify.annotations.NullMarked;
