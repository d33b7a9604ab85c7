package io.quarterdeck.machinery.access;

import io.quarterdeck.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs bearer tokens of service accounts. */
public interface TokenIssuer {

    Token issue(Request request);

    /**
     * What is asked for, already validated.
     *
     * @param audiences who shall accept the token; empty for the API itself
     * @param boundTo the object with which the token becomes invalid; null for the service account alone
     */
    record Request(
            KubeObject serviceAccount,
            List<String> audiences,
            Duration lifetime,
            @Nullable BoundObject boundTo) {
        public Request {
            audiences = List.copyOf(audiences);
        }
    }

    /** An existing Pod, Secret or Node. */
    record BoundObject(String kind, String name, String uid) {}

    /** A signed token; {@code audiences} are those that it carries. */
    record Token(String token, Instant expiration, List<String> audiences) {
        public Token {
            audiences = List.copyOf(audiences);
        }
    }
}
