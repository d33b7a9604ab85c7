package io.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.apiserver.authorization.RoleBootstrap;
import io.quarterdeck.apiserver.authorization.RoleFile;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Makes what every cluster has, through the API like everybody else: the first namespaces, the roles that people and
 * components expect, the services under which pods find the API and DNS, and {@link FirstObjects}. Doing it again is harmless, and puts
 * right what has changed, such as our address.
 */
public final class Bootstrap {

    private static final User US =
            new User("system:apiserver", "", List.of(Groups.MASTERS, Groups.AUTHENTICATED), Map.of());
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");
    private static final int HTTPS = 443;
    private static final int DNS = 53;
    private static final String MERGE = "application/merge-patch+json";

    private final ApiService api;
    private final ApiServerConfig config;
    private final RoleFile roles;
    private final KindRegistry kinds;

    public Bootstrap(ApiService api, ApiServerConfig config, RoleFile roles, KindRegistry kinds) {
        this.api = api;
        this.config = config;
        this.roles = roles;
        this.kinds = kinds;
    }

    /** Blocks until everything is there. Throws {@link ApiException} if the API refuses something. */
    public void run() {
        NAMESPACES.forEach(name -> ensure(Resources.NAMESPACES, "", object("v1", "Namespace", "", name)));
        ensureRoles();
        ensure(Resources.SERVICES, "default", apiService());
        ensure(Resources.ENDPOINTS, "default", apiEndpoints());
        ensure(Resources.ENDPOINT_SLICES, "default", apiEndpointSlice());
        ensure(Resources.SERVICES, "kube-system", dnsService());
        makeFirstObjects();
    }

    /** All at once, for each waits for the disk; those that are there are left to whoever has changed them. */
    private void makeFirstObjects() {
        together(FirstObjects.of(kinds, config).stream().map(first -> () -> make(first)));
    }

    private void make(FirstObjects.First first) {
        String name = Json.text(first.object(), "metadata", "name");
        String path = first.type().objectPath(new ObjectKey("", name));
        if (call("GET", path, "", new byte[0]).code() != 404) {
            return;
        }
        ApiAnswer created = call("POST", first.type().collectionPath(""), ApiAnswer.JSON, Json.encode(first.object()));
        if (created.code() == 409) {
            return;
        }
        require(created);
        if (first.type().equals(FirstObjects.SERVICE_RANGES)) {
            require(call("PATCH", path + "/status", MERGE, Json.encode(readyRange())));
        }
    }

    private static ObjectNode readyRange() {
        ObjectNode status = Json.object();
        status.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("reason", "")
                .put("message", "Kubernetes Service CIDR is ready");
        return status;
    }

    /**
     * Puts right what every cluster has of roles and bindings. Many at once, because each waits for a disk; those who
     * hold roles only may be refused until this is over.
     */
    private void ensureRoles() {
        together(roles.objects().stream().map(role -> () -> ensureRole(role)));
    }

    private static void together(Stream<Runnable> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            tasks.map(threads::submit).toList().forEach(Bootstrap::await);
        }
    }

    private void ensureRole(ObjectNode wanted) {
        ResourceType type = switch (Json.text(wanted, "kind")) {
            case "ClusterRole" -> Resources.CLUSTER_ROLES;
            case "ClusterRoleBinding" -> Resources.CLUSTER_ROLE_BINDINGS;
            case "Role" -> Resources.ROLES;
            default -> Resources.ROLE_BINDINGS;
        };
        String namespace = Json.text(wanted, "metadata", "namespace");
        String path = type.objectPath(new ObjectKey(namespace, Json.text(wanted, "metadata", "name")));
        ApiAnswer present = call("GET", path, "", new byte[0]);
        if (present.code() == 404) {
            create(type, namespace, wanted);
            return;
        }
        ObjectNode stored = require(present);
        RoleBootstrap.correct(stored, wanted).ifPresent(next -> {
            if (RoleBootstrap.bindsAnother(stored, wanted)) {
                require(call("DELETE", path, "", new byte[0]));
                create(type, namespace, wanted);
            } else {
                ApiAnswer answer = call("PUT", path, ApiAnswer.JSON, Json.encode(next));
                // Whoever changed it meanwhile is put right at the next start.
                if (answer.code() != 409) {
                    require(answer);
                }
            }
        });
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the cluster's first objects were there", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException refused ? refused : new IllegalStateException(e.getCause());
        }
    }

    private ObjectNode apiService() {
        ObjectNode service = object("v1", "Service", "default", "kubernetes");
        label(service, "component", "apiserver");
        label(service, "provider", "kubernetes");
        ObjectNode spec = service.putObject("spec");
        spec.put("clusterIP", config.apiServiceAddress()).put("type", "ClusterIP");
        spec.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("protocol", "TCP")
                .put("port", HTTPS)
                .put("targetPort", config.port());
        return service;
    }

    private ObjectNode apiEndpoints() {
        ObjectNode endpoints = object("v1", "Endpoints", "default", "kubernetes");
        // Nobody is to mirror these into slices: we write the slice ourselves.
        label(endpoints, "endpointslice.kubernetes.io/skip-mirror", "true");
        ObjectNode subset = endpoints.putArray("subsets").addObject();
        subset.putArray("addresses").addObject().put("ip", config.advertiseAddress());
        subset.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", config.port())
                .put("protocol", "TCP");
        return endpoints;
    }

    private ObjectNode apiEndpointSlice() {
        ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", "default", "kubernetes");
        label(slice, "kubernetes.io/service-name", "kubernetes");
        slice.put("addressType", config.advertiseAddress().contains(":") ? "IPv6" : "IPv4");
        ObjectNode endpoint = slice.putArray("endpoints").addObject();
        endpoint.putArray("addresses").add(config.advertiseAddress());
        endpoint.putObject("conditions").put("ready", true);
        slice.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", config.port())
                .put("protocol", "TCP");
        return slice;
    }

    private ObjectNode dnsService() {
        ObjectNode service = object("v1", "Service", "kube-system", "kube-dns");
        label(service, "k8s-app", "kube-dns");
        label(service, "kubernetes.io/cluster-service", "true");
        label(service, "kubernetes.io/name", "KubeDNS");
        ObjectNode spec = service.putObject("spec");
        spec.put("clusterIP", config.dnsServiceAddress()).put("type", "ClusterIP");
        for (String protocol : List.of("UDP", "TCP")) {
            spec.withArray("ports")
                    .addObject()
                    .put("name", protocol.equals("UDP") ? "dns" : "dns-tcp")
                    .put("protocol", protocol)
                    .put("port", DNS)
                    .put("targetPort", DNS);
        }
        return service;
    }

    private static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
        ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    private static void label(ObjectNode object, String name, String value) {
        Json.ensureObject(object, "metadata", "labels").put(name, value);
    }

    /** Creates the object, or merges into the present one what should be in it. */
    private void ensure(ResourceType type, String namespace, ObjectNode wanted) {
        String path = type.objectPath(new ObjectKey(namespace, Json.text(wanted, "metadata", "name")));
        ApiAnswer present = call("GET", path, "", new byte[0]);
        if (present.code() == 404) {
            create(type, namespace, wanted);
            return;
        }
        require(present);
        require(call("PATCH", path, MERGE, Json.encode(wanted)));
    }

    private void create(ResourceType type, String namespace, ObjectNode wanted) {
        ApiAnswer created = call("POST", type.collectionPath(namespace), ApiAnswer.JSON, Json.encode(wanted));
        // Another API process may have been faster.
        if (created.code() != 409) {
            require(created);
        }
    }

    private ApiAnswer call(String method, String path, String contentType, byte[] body) {
        return api.serve(
                new ApiRequest(US, method, path, Map.of(), contentType, ApiAnswer.JSON, "quarterdeck-bootstrap", body));
    }

    private static ObjectNode require(ApiAnswer answer) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer.pieces().forEach(body::writeBytes);
        ObjectNode tree = Json.parseObject(body.toByteArray());
        if (answer.code() >= 400) {
            throw new ApiException(Status.parse(tree));
        }
        return tree;
    }
}
