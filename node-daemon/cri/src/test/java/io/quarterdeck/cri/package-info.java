@NullMarked
package io.quarterdeck.cri;

import org.jspecify.annotations.NullMarked;
