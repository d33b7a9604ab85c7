/** What every store promises, as tests that each implementation's own test class extends. */
@NullMarked
package io.quarterdeck.store.contract;

import org.jspecify.annotations.NullMarked;
