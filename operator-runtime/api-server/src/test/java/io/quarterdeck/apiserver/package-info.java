@NullMarked
package io.quarterdeck.apiserver;

import org.jspecify.annotations.NullMarked;
