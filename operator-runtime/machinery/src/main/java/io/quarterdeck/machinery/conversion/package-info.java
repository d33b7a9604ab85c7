/**
 * Objects that are served in more than one form.
 *
 * <p>An event is the same event in the core group and in {@code events.k8s.io}, and an autoscaler the same in {@code v1} and
 * {@code v2}; only their fields are called otherwise. Each object is stored once. Whoever reads or writes it in the other form
 * does so through a view: a resource of the store that is another one seen through a {@code Conversion}. So everything above
 * the store (patches, watches, selectors, tables, validation) meets each form as a kind of its own, and knows nothing of this.
 */
@NullMarked
package io.quarterdeck.machinery.conversion;

import org.jspecify.annotations.NullMarked;
