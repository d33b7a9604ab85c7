package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One container of a pod's spec.
 *
 * @param image as the user wrote it
 * @param hash changes with what makes a running container outdated: its image
 */
public record ContainerSpec(
        String name,
        Kind kind,
        String image,
        JsonNode spec,
        String hash,
        Optional<Probe> startup,
        Optional<Probe> readiness,
        Optional<Probe> liveness) {

    /** When a container runs. A sidecar is an init container that is always restarted. */
    public enum Kind {
        INIT,
        SIDECAR,
        MAIN
    }

    static ContainerSpec parse(JsonNode spec, boolean init) {
        boolean always = Json.text(spec, "restartPolicy").equals("Always");
        String image = Json.text(spec, "image");
        return new ContainerSpec(
                Json.text(spec, "name"),
                init ? always ? Kind.SIDECAR : Kind.INIT : Kind.MAIN,
                image,
                spec,
                hash(image),
                probe(spec, Probe.Kind.STARTUP, "startupProbe"),
                probe(spec, Probe.Kind.READINESS, "readinessProbe"),
                probe(spec, Probe.Kind.LIVENESS, "livenessProbe"));
    }

    private static Optional<Probe> probe(JsonNode spec, Probe.Kind kind, String field) {
        return spec.path(field).isObject() ? Optional.of(Probe.parse(kind, spec.path(field))) : Optional.empty();
    }

    private static String hash(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
