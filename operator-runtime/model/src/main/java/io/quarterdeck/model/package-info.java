/**
 * What every part of Quarterdeck says to every other: objects, their names, selectors, quantities and errors.
 *
 * <p>An object is its canonical UTF-8 JSON ({@link io.quarterdeck.model.KubeObject}) beside a small extracted
 * {@link io.quarterdeck.model.Header}. It is encoded once, when it is written; whoever reads it sends those bytes on as
 * they are, or parses the few fields that it decides by into a record of its own. There is no typed class per kind.
 *
 * <p>This package depends on nothing of ours and does no I/O.
 */
@NullMarked
package io.quarterdeck.model;

import org.jspecify.annotations.NullMarked;
