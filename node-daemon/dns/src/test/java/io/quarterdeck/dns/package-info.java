@NullMarked
package io.quarterdeck.dns;

import org.jspecify.annotations.NullMarked;
