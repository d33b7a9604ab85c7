@NullMarked
package io.quarterdeck.apiserver.access;

import org.jspecify.annotations.NullMarked;
