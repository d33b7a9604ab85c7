package io.quarterdeck.apiserver.access;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.Status;
import java.util.List;

/** A refusal in Kubernetes' words: clients and people read them. */
public final class Denials {

    private Denials() {}

    /** 403 for what an authorizer refused; {@code reason} may be empty. */
    public static Status forbidden(User user, Attributes attributes, String reason) {
        String tail = reason.isEmpty() ? "" : ": " + reason;
        if (!attributes.isResource()) {
            String message = "forbidden: User \"" + user.name() + "\" cannot " + attributes.verb() + " path \""
                    + attributes.path() + "\"" + tail;
            return Status.of(403, "Forbidden", message);
        }
        String resource =
                attributes.group().isEmpty() ? attributes.resource() : attributes.resource() + "." + attributes.group();
        String whole = attributes.subresource().isEmpty()
                ? attributes.resource()
                : attributes.resource() + "/" + attributes.subresource();
        String message = resource
                + (attributes.name().isEmpty() ? "" : " \"" + attributes.name() + "\"")
                + " is forbidden: User \"" + user.name() + "\" cannot " + attributes.verb() + " resource \"" + whole
                + "\" in API group \"" + attributes.group() + "\""
                + (attributes.namespace().isEmpty()
                        ? " at the cluster scope"
                        : " in the namespace \"" + attributes.namespace() + "\"")
                + tail;
        Status.Subject subject = new Status.Subject(attributes.group(), attributes.resource(), attributes.name(), "");
        return new Status(403, "Forbidden", message, subject, List.of(), 0);
    }
}
