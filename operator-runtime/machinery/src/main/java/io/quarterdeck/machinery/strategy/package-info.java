/**
 * What a document in {@code crds/} cannot say of a kind: allocating a cluster IP, mounting a service account's token,
 * refusing to change what a running pod cannot change. One small class a kind, found by its resource's name; every other
 * kind, a user's included, has the defaults of {@link io.quarterdeck.machinery.strategy.Strategy}.
 *
 * <p>A strategy prepares and validates trees. It commits nothing, so an object that is refused leaves no trace; the one
 * that reserves something (Service) is told when the write is over.
 */
@NullMarked
package io.quarterdeck.machinery.strategy;

import org.jspecify.annotations.NullMarked;
