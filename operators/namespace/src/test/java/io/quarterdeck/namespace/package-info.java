/** Deletions of namespaces, decided as values and run in a simulated cluster. */
@NullMarked
package io.quarterdeck.namespace;

import org.jspecify.annotations.NullMarked;
