@NullMarked
package io.quarterdeck.apiserver.http;

import org.jspecify.annotations.NullMarked;
