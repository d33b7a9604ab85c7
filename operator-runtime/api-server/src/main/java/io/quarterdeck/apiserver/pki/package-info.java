/**
 * Who is who: the cluster's certificate authority and everything it signs.
 *
 * <p>A cluster starts from an empty directory and must trust itself a second later, without anybody typing in a
 * certificate. So the API process keeps a small authority of its own: at each start it reads what lies in the data
 * directory, and issues anew only what is missing, about to expire, signed by another authority, or too narrow for the
 * addresses that are configured now. Keys are EC P-256: made in a millisecond, understood by every client.
 *
 * <p>Promised: a file appears whole or not at all, under its final name; private keys can be read by their owner only; a
 * start that has nothing to issue loads none of the issuing code.
 */
@NullMarked
package io.quarterdeck.apiserver.pki;

import org.jspecify.annotations.NullMarked;
