/**
 * Objects that belong to others go with them.
 *
 * <p>Every object names its owners by uid. When the last of them is gone, the object is deleted (background). When an
 * owner was deleted in the foreground it stays, held by a finalizer, until all dependents that block it have gone; when it
 * was deleted as an orphan's parent, its dependents first forget it.
 *
 * <p>The idea: no graph of its own, which would have to be kept in step. Each kind, user-made ones included, has a cache of
 * bare facts (key, uid, owners, a few flags) with an index by owner; the graph is what these caches say now. An object
 * becomes a key whenever it, its owner or its last blocking dependent changes.
 *
 * <p>Promised: nothing is deleted before the API itself has said that the owner is gone (a cache may lag), and only the very
 * object that was judged, by its uid.
 */
@NullMarked
package io.quarterdeck.garbagecollector;

import org.jspecify.annotations.NullMarked;
