/**
 * Users' kinds as they come and go. Whoever writes a CustomResourceDefinition, this process or another one on the same
 * store, the kinds that are served follow the store's events; a write through this process is answered only after they have
 * followed, so the next request finds the kind.
 *
 * <p>A definition that is deleted takes its objects with it. It stays, marked, until the last of them has gone.
 */
@NullMarked
package io.quarterdeck.machinery.definitions;

import org.jspecify.annotations.NullMarked;
