/** Other people's clients, used as their users use them, against a whole cluster. */
@NullMarked
package io.quarterdeck.clients;

import org.jspecify.annotations.NullMarked;
