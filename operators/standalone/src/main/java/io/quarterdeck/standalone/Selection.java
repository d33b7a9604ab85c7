package io.quarterdeck.standalone;

import io.quarterdeck.control.ListOptions;
import io.quarterdeck.model.FieldSelector;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;

/** Which objects a client asked for, ready to be asked of each. */
record Selection(String namespace, LabelSelector labels, FieldSelector fields) {

    static Selection of(ListOptions options) {
        LabelSelector labels = options.labelSelector().isEmpty()
                ? LabelSelector.EVERYTHING
                : LabelSelector.parse(options.labelSelector());
        return new Selection(options.namespace(), labels, options.fieldSelector());
    }

    boolean matches(KubeObject object) {
        return (namespace.isEmpty() || namespace.equals(object.key().namespace()))
                && labels.matches(object.header().labels())
                && fields.matches(object.header());
    }
}
