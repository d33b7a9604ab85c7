@NullMarked
package io.quarterdeck.machinery.discovery;

import org.jspecify.annotations.NullMarked;
