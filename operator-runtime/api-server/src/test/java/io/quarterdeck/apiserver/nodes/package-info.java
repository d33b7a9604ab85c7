@NullMarked
package io.quarterdeck.apiserver.nodes;

import org.jspecify.annotations.NullMarked;
