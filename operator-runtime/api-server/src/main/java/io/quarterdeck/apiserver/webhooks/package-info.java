/** Calls from the API to webhooks of the cluster's users. */
@NullMarked
package io.quarterdeck.apiserver.webhooks;

import org.jspecify.annotations.NullMarked;
