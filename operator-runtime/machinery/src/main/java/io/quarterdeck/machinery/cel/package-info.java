/**
 * Rules that a schema's words cannot say, written in CEL: {@code x-kubernetes-validations}.
 *
 * <p>A rule stands at some place of a schema and speaks of the value there, {@code self}, and of what it was before the
 * change, {@code oldSelf}. It is compiled against the schema, so that a wrong field's name is found when the definition is
 * written and not when an object is. Values are views of the JSON tree: nothing is copied that a rule does not look at.
 *
 * <p>Promised: no rule can stop the server. Every step costs, a rule and an object have a budget each, and what exceeds it is
 * refused. Nothing of the CEL library is loaded before a kind with rules is written or one of its objects is.
 */
@NullMarked
package io.quarterdeck.machinery.cel;

import org.jspecify.annotations.NullMarked;
