/** Who may do what, over a store in memory. */
@NullMarked
package io.quarterdeck.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
