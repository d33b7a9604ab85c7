/**
 * What is wrong with an object, in the words that users of Kubernetes know. A validator only adds to
 * {@link io.quarterdeck.machinery.validation.Faults}; whoever called it decides what becomes of them. So one answer names
 * every fault of an object, field by field.
 */
@NullMarked
package io.quarterdeck.machinery.validation;

import org.jspecify.annotations.NullMarked;
