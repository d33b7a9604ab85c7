@NullMarked
package io.quarterdeck.node;

import org.jspecify.annotations.NullMarked;
