@NullMarked
package io.quarterdeck.apiserver.pki;

import org.jspecify.annotations.NullMarked;
