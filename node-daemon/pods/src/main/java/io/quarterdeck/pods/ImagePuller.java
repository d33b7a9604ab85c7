package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.EventRecorder.Severity;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.ContainerRuntime.RegistryLogin;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Image;
import io.quarterdeck.model.Json;
import io.quarterdeck.volumes.ConfigSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets a container's image as its pull policy says. */
final class ImagePuller {

    /** A large image over a slow line; the pull goes on in the runtime even if we stop waiting. */
    private static final Duration PULL_TIMEOUT = Duration.ofMinutes(30);

    private final ContainerRuntime runtime;
    private final ConfigSource source;
    private final EventRecorder events;
    private final InstantSource clock;

    ImagePuller(ContainerRuntime runtime, ConfigSource source, EventRecorder events, InstantSource clock) {
        this.runtime = runtime;
        this.source = source;
        this.events = events;
        this.clock = clock;
    }

    Image image(Pod pod, ContainerSpec container) throws StartFault {
        String reference = container.image();
        String policy = policy(container);
        Optional<Image> present = runtime.image(reference);
        if (present.isPresent() && !policy.equals("Always")) {
            record(
                    pod,
                    Severity.NORMAL,
                    "Pulled",
                    "Container image \"" + reference + "\" already present on machine and can be accessed by the pod");
            return present.get();
        }
        if (policy.equals("Never")) {
            String message = "Container image \"" + reference + "\" is not present with pull policy of Never";
            record(pod, Severity.WARNING, "ErrImageNeverPull", message);
            throw new StartFault("ErrImageNeverPull", message);
        }
        return pull(pod, reference);
    }

    private Image pull(Pod pod, String reference) throws StartFault {
        record(pod, Severity.NORMAL, "Pulling", "Pulling image \"" + reference + "\"");
        Instant begun = clock.instant();
        String id;
        try {
            id = runtime.pullImage(reference, login(pod, reference), PULL_TIMEOUT);
        } catch (CriException e) {
            String message = "Failed to pull image \"" + reference + "\": " + e.getMessage();
            record(pod, Severity.WARNING, "Failed", message);
            record(pod, Severity.WARNING, "Failed", "Error: ErrImagePull");
            throw new StartFault("ErrImagePull", String.valueOf(e.getMessage()), e);
        }
        Duration took = Duration.between(begun, clock.instant());
        Image image = runtime.image(id)
                .or(() -> runtime.image(reference))
                .orElseThrow(
                        () -> new StartFault("ErrImagePull", "image \"" + reference + "\" vanished after its pull"));
        record(
                pod,
                Severity.NORMAL,
                "Pulled",
                "Successfully pulled image \"" + reference + "\" in " + took.toMillis() + "ms. Image size: "
                        + image.sizeBytes() + " bytes.");
        return image;
    }

    /** As the spec says; the API fills it in, but a pod from elsewhere may lack it. */
    private static String policy(ContainerSpec container) {
        String policy = Json.text(container.spec(), "imagePullPolicy");
        if (!policy.isEmpty()) {
            return policy;
        }
        String last = container.image().substring(container.image().lastIndexOf('/') + 1);
        boolean latest = (!last.contains(":") && !last.contains("@")) || last.endsWith(":latest");
        return latest ? "Always" : "IfNotPresent";
    }

    private RegistryLogin login(Pod pod, String reference) {
        for (JsonNode secretRef : Json.items(pod.spec(), "imagePullSecrets")) {
            RegistryLogin login = source.secret(pod.key().namespace(), Json.text(secretRef, "name"))
                    .map(secret -> login(secret, registry(reference)))
                    .orElse(RegistryLogin.NONE);
            if (!login.equals(RegistryLogin.NONE)) {
                return login;
            }
        }
        return RegistryLogin.NONE;
    }

    private static RegistryLogin login(Map<String, byte[]> secret, String registry) {
        byte @Nullable [] config = secret.get(".dockerconfigjson");
        if (config == null) {
            return RegistryLogin.NONE;
        }
        JsonNode auths;
        try {
            auths = Json.parse(config).path("auths");
        } catch (IllegalArgumentException e) {
            return RegistryLogin.NONE;
        }
        for (Map.Entry<String, JsonNode> entry : auths.properties()) {
            String host = entry.getKey().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
            if (host.equals(registry) || (registry.equals("docker.io") && host.equals("index.docker.io"))) {
                JsonNode auth = entry.getValue();
                return new RegistryLogin(
                        Json.text(auth, "username"),
                        Json.text(auth, "password"),
                        Json.text(auth, "auth"),
                        Json.text(auth, "identitytoken"));
            }
        }
        return RegistryLogin.NONE;
    }

    private static String registry(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : "docker.io";
    }

    private void record(Pod pod, Severity severity, String reason, String message) {
        events.record(PodEvents.subject(pod), severity, reason, message);
    }
}
