@NullMarked
package io.quarterdeck.machinery.openapi;

import org.jspecify.annotations.NullMarked;
