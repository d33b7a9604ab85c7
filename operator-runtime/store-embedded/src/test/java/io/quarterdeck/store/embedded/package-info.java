@NullMarked
package io.quarterdeck.store.embedded;

import org.jspecify.annotations.NullMarked;
