/**
 * What the API says of itself: version, health, metrics, and the keys of its tokens.
 *
 * <p>These documents are asked for by people, probes and Prometheus, seldom and from outside, so they may block a little
 * and are made when asked. What they promise is their wording: scripts read {@code ok} and {@code readyz check passed}.
 */
@NullMarked
package io.quarterdeck.apiserver.documents;

import org.jspecify.annotations.NullMarked;
