package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

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
    record Place(String url, boolean service, String authorities) {

        /** What a service that does not say is called at. */
        private static final int HTTPS_PORT = 443;

        /** Where a {@code clientConfig} says that the webhook is. */
        public static Place of(JsonNode client) {
            String authorities =
                    new String(Base64.getDecoder().decode(Json.text(client, "caBundle")), StandardCharsets.UTF_8);
            JsonNode service = Json.at(client, "service");
            if (!service.isObject()) {
                return new Place(Json.text(client, "url"), false, authorities);
            }
            String path = Json.text(service, "path");
            String url = "https://" + Json.text(service, "name") + "." + Json.text(service, "namespace") + ".svc:"
                    + Json.at(service, "port").asInt(HTTPS_PORT) + (path.startsWith("/") ? path : "/" + path);
            return new Place(url, true, authorities);
        }
    }

    /**
     * Sends a review and returns the answer's body.
     *
     * @throws IOException whose message says what went wrong, if there is no answer in time or it is not a success
     */
    byte[] post(Place place, byte[] review, Duration timeout) throws IOException;
}
