/**
 * The API described to clients: what {@code kubectl explain} prints, and what {@code apply} and {@code diff} look into to
 * learn how lists merge and whether the server validates fields.
 *
 * <p>One OpenAPI v3 document a group and version, made when somebody asks for it and kept compressed until a kind comes
 * or goes; the index with its hashes is made without making the documents. Descriptions are read from the class path then,
 * and never held.
 */
@NullMarked
package io.quarterdeck.machinery.openapi;

import org.jspecify.annotations.NullMarked;
