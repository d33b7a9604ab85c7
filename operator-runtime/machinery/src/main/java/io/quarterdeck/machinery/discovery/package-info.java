/**
 * What is served, told to clients: the documents from which {@code kubectl} learns groups, versions, resources and verbs.
 *
 * <p>They follow from the registry alone, so they are made when somebody asks and kept until a kind comes or goes. Both
 * forms are made: one list a group and version, and the aggregated one that newer clients ask for by its media type.
 */
@NullMarked
package io.quarterdeck.machinery.discovery;

import org.jspecify.annotations.NullMarked;
