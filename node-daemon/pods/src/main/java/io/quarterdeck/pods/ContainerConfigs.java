package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.cri.ContainerConfig;
import io.quarterdeck.cri.ContainerConfig.Mount;
import io.quarterdeck.cri.ContainerConfig.Propagation;
import io.quarterdeck.cri.ContainerConfig.Resources;
import io.quarterdeck.cri.ContainerConfig.Security;
import io.quarterdeck.cri.Image;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import io.quarterdeck.volumes.DownwardFields;
import io.quarterdeck.volumes.PodVolumes;
import io.quarterdeck.volumes.VolumeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a container is to be, from its spec and what was prepared for it. */
final class ContainerConfigs {

    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final long CPU_QUOTA_MICROS_MIN = 1_000;
    private static final long SHARES_PER_CPU = 1024;
    private static final long SHARES_MIN = 2;
    private static final long MILLIS_PER_CPU = 1000;

    // Who is killed first when memory runs out: those that asked for nothing, never those that pay for what they use.
    private static final long OOM_GUARANTEED = -997;
    private static final long OOM_BEST_EFFORT = 1000;
    private static final long OOM_BURSTABLE_MIN = 3;
    private static final long OOM_BURSTABLE_MAX = 999;

    private final NodeSettings node;

    ContainerConfigs(NodeSettings node) {
        this.node = node;
    }

    /**
     * What was made ready for one container.
     *
     * @param volumes where each volume is on the host
     * @param files host files at fixed places: {@code /etc/hosts}, the termination log
     */
    record Prepared(
            Image image,
            Map<String, String> env,
            Map<String, Path> volumes,
            Map<String, Path> files,
            DownwardFields fields) {}

    ContainerConfig config(Pod pod, ContainerSpec container, int attempt, Prepared prepared) throws StartFault {
        JsonNode spec = container.spec();
        return new ContainerConfig(
                container.name(),
                attempt,
                prepared.image().id(),
                expanded(spec, "command", prepared.env()),
                expanded(spec, "args", prepared.env()),
                Json.text(spec, "workingDir"),
                prepared.env(),
                mounts(spec, prepared),
                labels(pod, container),
                annotations(pod, container, attempt),
                container.name() + "/" + attempt + ".log",
                spec.path("stdin").asBoolean(false),
                spec.path("stdinOnce").asBoolean(false),
                spec.path("tty").asBoolean(false),
                resources(pod, spec),
                security(pod, container, prepared.image()));
    }

    private static List<String> expanded(JsonNode spec, String field, Map<String, String> env) {
        return Json.items(spec, field).stream()
                .map(word -> Expansion.expand(word.asText(), env))
                .toList();
    }

    private static Map<String, String> labels(Pod pod, ContainerSpec container) {
        return Map.of(
                Labels.POD_NAME,
                pod.key().name(),
                Labels.POD_NAMESPACE,
                pod.key().namespace(),
                Labels.POD_UID,
                pod.uid(),
                Labels.CONTAINER_NAME,
                container.name());
    }

    private static Map<String, String> annotations(Pod pod, ContainerSpec container, int attempt) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(Labels.HASH, container.hash());
        annotations.put(Labels.RESTART_COUNT, Integer.toString(attempt));
        annotations.put(Labels.TERMINATION_PATH, terminationPath(container));
        annotations.put(Labels.TERMINATION_POLICY, Json.text(container.spec(), "terminationMessagePolicy"));
        annotations.put(Labels.TERMINATION_GRACE, Long.toString(pod.grace().toSeconds()));
        return annotations;
    }

    static String terminationPath(ContainerSpec container) {
        String path = Json.text(container.spec(), "terminationMessagePath");
        return path.isEmpty() ? "/dev/termination-log" : path;
    }

    private static List<Mount> mounts(JsonNode spec, Prepared prepared) throws StartFault {
        List<Mount> mounts = new ArrayList<>();
        for (JsonNode mount : Json.items(spec, "volumeMounts")) {
            String name = Json.text(mount, "name");
            Path volume = prepared.volumes().get(name);
            if (volume == null) {
                throw new StartFault("CreateContainerConfigError", "volume \"" + name + "\" is not there");
            }
            String target = Json.text(mount, "mountPath");
            mounts.add(new Mount(
                    target.startsWith("/") ? target : "/" + target,
                    source(volume, mount, prepared).toString(),
                    mount.path("readOnly").asBoolean(false),
                    switch (Json.text(mount, "mountPropagation")) {
                        case "Bidirectional" -> Propagation.BIDIRECTIONAL;
                        case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
                        default -> Propagation.PRIVATE;
                    }));
        }
        prepared.files().forEach((target, file) -> {
            if (mounts.stream().noneMatch(mount -> mount.containerPath().equals(target))) {
                mounts.add(new Mount(target, file.toString(), false, Propagation.PRIVATE));
            }
        });
        return mounts;
    }

    private static Path source(Path volume, JsonNode mount, Prepared prepared) throws StartFault {
        String subPath = Json.text(mount, "subPath");
        String expression = Json.text(mount, "subPathExpr");
        if (subPath.isEmpty() && expression.isEmpty()) {
            return volume;
        }
        try {
            return PodVolumes.subPath(
                    volume, subPath.isEmpty() ? Expansion.expand(expression, prepared.env()) : subPath);
        } catch (VolumeException e) {
            throw new StartFault("CreateContainerConfigError", String.valueOf(e.getMessage()), e);
        }
    }

    private Resources resources(Pod pod, JsonNode spec) {
        JsonNode resources = spec.path("resources");
        long limitMillis =
                amount(resources, "limits", "cpu").map(Quantity::milli).orElse(0L);
        long askedMillis =
                amount(resources, "requests", "cpu").map(Quantity::milli).orElse(limitMillis);
        long limitBytes =
                amount(resources, "limits", "memory").map(Quantity::whole).orElse(0L);
        long askedBytes =
                amount(resources, "requests", "memory").map(Quantity::whole).orElse(limitBytes);
        long shares = Math.max(SHARES_MIN, askedMillis * SHARES_PER_CPU / MILLIS_PER_CPU);
        long quota =
                limitMillis == 0 ? 0 : Math.max(CPU_QUOTA_MICROS_MIN, limitMillis * CPU_PERIOD_MICROS / MILLIS_PER_CPU);
        return new Resources(
                quota == 0 ? 0 : CPU_PERIOD_MICROS, quota, shares, limitBytes, oomScore(QosClass.of(pod), askedBytes));
    }

    private long oomScore(QosClass qos, long askedBytes) {
        return switch (qos) {
            case GUARANTEED -> OOM_GUARANTEED;
            case BEST_EFFORT -> OOM_BEST_EFFORT;
            case BURSTABLE -> {
                long total = Math.max(
                        1,
                        Optional.ofNullable(node.capacity().get("memory"))
                                .map(Quantity::whole)
                                .orElse(1L));
                long score = 1000 - 1000 * askedBytes / total;
                yield Math.clamp(score, OOM_BURSTABLE_MIN, OOM_BURSTABLE_MAX);
            }
        };
    }

    private static Optional<Quantity> amount(JsonNode resources, String kind, String name) {
        String text = Json.text(resources, kind, name);
        return text.isEmpty() ? Optional.empty() : Optional.of(Quantity.parse(text));
    }

    private Security security(Pod pod, ContainerSpec container, Image image) throws StartFault {
        JsonNode ofPod = pod.spec().path("securityContext");
        JsonNode own = container.spec().path("securityContext");
        OptionalLong user = number(own, ofPod, "runAsUser");
        if (value(own, ofPod, "runAsNonRoot").asBoolean(false)) {
            demandNonRoot(pod, container, user, image);
        }
        List<Long> groups = new ArrayList<>();
        Json.items(ofPod, "supplementalGroups").forEach(group -> groups.add(group.asLong()));
        if (ofPod.path("fsGroup").isNumber()) {
            groups.add(ofPod.path("fsGroup").asLong());
        }
        JsonNode escalation = own.path("allowPrivilegeEscalation");
        return new Security(
                own.path("privileged").asBoolean(false),
                user.isEmpty() && number(own, ofPod, "runAsGroup").isPresent() ? imageUser(image) : user,
                number(own, ofPod, "runAsGroup"),
                groups,
                words(own, "add"),
                words(own, "drop"),
                own.path("readOnlyRootFilesystem").asBoolean(false),
                escalation.isBoolean() && !escalation.asBoolean(),
                Json.text(own, "procMount").equals("Unmasked"),
                seccomp(own.has("seccompProfile") ? own : ofPod),
                SandboxConfigs.namespaces(pod));
    }

    private static OptionalLong imageUser(Image image) {
        return image.uid() >= 0 ? OptionalLong.of(image.uid()) : OptionalLong.of(0);
    }

    private static void demandNonRoot(Pod pod, ContainerSpec container, OptionalLong user, Image image)
            throws StartFault {
        String who = " (pod: \"" + pod.key().name() + "_" + pod.key().namespace() + "(" + pod.uid() + ")\", container: "
                + container.name() + ")";
        if (user.isPresent() && user.getAsLong() == 0) {
            throw new StartFault("CreateContainerConfigError", "container's runAsUser breaks non-root policy" + who);
        }
        if (user.isEmpty() && image.uid() <= 0) {
            throw new StartFault(
                    "CreateContainerConfigError",
                    image.uid() == 0 || image.username().isEmpty()
                            ? "container has runAsNonRoot and image will run as root" + who
                            : "container has runAsNonRoot and image has non-numeric user (" + image.username()
                                    + "), cannot verify user is non-root" + who);
        }
    }

    private String seccomp(JsonNode context) {
        return switch (Json.text(context, "seccompProfile", "type")) {
            case "RuntimeDefault" -> "runtime/default";
            case "Localhost" ->
                node.folder().resolve("seccomp") + "/" + Json.text(context, "seccompProfile", "localhostProfile");
            default -> "unconfined";
        };
    }

    private static List<String> words(JsonNode context, String field) {
        return Json.items(context, "capabilities", field).stream()
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode value(JsonNode own, JsonNode ofPod, String field) {
        return own.has(field) ? own.path(field) : ofPod.path(field);
    }

    private static OptionalLong number(JsonNode own, JsonNode ofPod, String field) {
        JsonNode value = value(own, ofPod, field);
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }
}
