package io.quarterdeck.control;

import io.quarterdeck.model.FieldSelector;

/**
 * Which objects of a kind are wanted.
 *
 * @param namespace empty for all
 * @param labelSelector in text form; empty for all
 */
public record ListOptions(String namespace, String labelSelector, FieldSelector fieldSelector) {

    public static final ListOptions ALL = new ListOptions("", "", FieldSelector.EVERYTHING);

    public static ListOptions inNamespace(String namespace) {
        return new ListOptions(namespace, "", FieldSelector.EVERYTHING);
    }

    public static ListOptions withField(String path, String value) {
        return new ListOptions("", "", FieldSelector.of(path, value));
    }
}
