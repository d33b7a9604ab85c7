/**
 * What a request says besides its verb: the URL's path, the query, the media types, the body. Everything that a client can
 * get wrong here ends in a 4xx Status that quotes it; what leaves this package is typed and checked.
 */
@NullMarked
package io.quarterdeck.machinery.wire;

import org.jspecify.annotations.NullMarked;
