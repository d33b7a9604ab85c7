package io.quarterdeck.machinery.admission;

import java.io.IOException;
import java.time.Duration;

/** Asks a webhook over HTTPS. Safe for any number of threads; blocks for the timeout at most. */
@FunctionalInterface
public interface WebhookCaller {

    /** For where no webhook can be reached: every call fails. */
    WebhookCaller NONE = (place, review, timeout) -> {
        throw new IOException("webhooks cannot be called from here");
    };

    /**
     * Where a webhook is: either at a URL, or at a service of the cluster, whose name its certificate must show then.
     *
     * @param url {@code https://host:port/path}; for a service {@code https://NAME.NAMESPACE.svc:PORT/path}
     * @param service whether the URL's host is a service
     * @param authorities PEM, whom to trust; empty for the host's own authorities
     */
    record Place(String url, boolean service, String authorities) {}

    /**
     * Sends a review and returns the answer's body.
     *
     * @throws IOException whose message says what went wrong, if there is no answer in time or it is not a success
     */
    byte[] post(Place place, byte[] review, Duration timeout) throws IOException;
}
