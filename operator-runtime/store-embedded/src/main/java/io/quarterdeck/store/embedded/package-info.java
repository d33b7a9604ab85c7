/**
 * The default store: one host, durable, no server to install.
 *
 * <p>The problem: a write must not be acknowledged before it would survive a crash, and one disk flush a write would make
 * the disk the limit. The idea: the live set is in memory anyway, so SQLite is only written, and read at start. One thread
 * commits: it takes all writes that wait, decides their conflicts on the live set, writes them in one transaction with one
 * flush, and only then shows and acknowledges them. While the disk works, the next batch gathers.
 *
 * <p>The promise: what was acknowledged is there after a crash at any moment, nothing is there that nobody asked for, and no
 * revision is ever given twice. A disk that is full or fails is an answer to the writers of that batch; readers do not
 * notice, and writing goes on once the disk is well again.
 */
@NullMarked
package io.quarterdeck.store.embedded;

import org.jspecify.annotations.NullMarked;
