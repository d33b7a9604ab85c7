/**
 * The build step behind {@code crds/}: it makes the one resource that the API reads its built-in kinds from.
 *
 * <p>What a kind's fields are, their types and descriptions, is taken from the models of the official Java client, so that
 * none of it is copied into this repository and a newer Kubernetes is a newer version number. What those models do not say
 * (defaults, merge keys, allowed values, columns) is written by hand in the YAML files, and laid over the models here: a
 * hand-written word about a field that no model has stops the build.
 *
 * <p>Nothing of this package is in the jar: at run time nobody parses YAML or loads a model class.
 */
@NullMarked
package io.quarterdeck.crds;

import org.jspecify.annotations.NullMarked;
