package io.quarterdeck.volumes;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where the content of volumes and of environment variables comes from: the API, or a test's map. */
public interface ConfigSource {

    /** The entries of a config map, binary ones included; empty if there is no such map. */
    Optional<Map<String, byte[]>> configMap(String namespace, String name);

    /** The entries of a secret, decoded. */
    Optional<Map<String, byte[]>> secret(String namespace, String name);

    /** A new token for a service account, bound to a pod. */
    Token token(TokenRequest request);

    /** Which token is wanted; an empty audience is the API's own. */
    record TokenRequest(
            String namespace,
            String serviceAccount,
            String audience,
            Duration lifetime,
            String podName,
            String podUid) {}

    /** A token and when it ends. */
    record Token(String text, Instant expiresAt) {}
}
