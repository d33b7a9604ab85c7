/** Patches as values: an object and a patch in, an object out. */
@NullMarked
package io.quarterdeck.machinery.patch;

import org.jspecify.annotations.NullMarked;
