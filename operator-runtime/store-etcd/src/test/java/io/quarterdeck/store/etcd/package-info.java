@NullMarked
package io.quarterdeck.store.etcd;

import org.jspecify.annotations.NullMarked;
