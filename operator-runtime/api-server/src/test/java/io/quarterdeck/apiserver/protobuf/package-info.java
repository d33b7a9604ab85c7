@NullMarked
package io.quarterdeck.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
