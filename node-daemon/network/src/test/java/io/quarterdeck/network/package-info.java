@NullMarked
package io.quarterdeck.network;

import org.jspecify.annotations.NullMarked;
