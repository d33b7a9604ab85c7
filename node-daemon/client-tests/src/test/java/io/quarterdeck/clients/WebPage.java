package io.quarterdeck.clients;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A page that an operator serves, as fabric8's client and the Operator SDK read it. */
@Group("test.quarterdeck.io")
@Version("v1")
public final class WebPage extends CustomResource<WebPage.Spec, WebPage.Status> implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** What the page says. */
    public record Spec(String html) {}

    /** Whether it can be read, and as of which generation. */
    public record Status(boolean ready, long observedGeneration) {}
}
