/** Accounts and authorities, in a simulated cluster. */
@NullMarked
package io.quarterdeck.serviceaccount;

import org.jspecify.annotations.NullMarked;
