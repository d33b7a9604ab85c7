/**
 * What {@code kubectl get} prints: objects as rows, each cell a value of the object.
 *
 * <p>Which columns a kind has is data, in its document in {@code crds/}. A column with a JSONPath is read by it; the few that
 * no path can say (a pod's STATUS is what its containers make of it) are computed here, one small class a family of
 * kinds, and a test holds each of them against the familiar output.
 */
@NullMarked
package io.quarterdeck.machinery.table;

import org.jspecify.annotations.NullMarked;
