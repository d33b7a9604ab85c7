@NullMarked
package io.quarterdeck.store.memory;

import org.jspecify.annotations.NullMarked;
