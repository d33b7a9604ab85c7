@NullMarked
package io.quarterdeck.store.live;

import org.jspecify.annotations.NullMarked;
