package io.quarterdeck.apiserver.nodes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.http.Exchange;
import io.quarterdeck.apiserver.http.RequestInfo;
import io.quarterdeck.apiserver.http.Streams;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;

/** Routes each request for a pod's, service's or node's inside to where it is answered. */
public final class NodeStreams implements Streams {

    private static final Set<String> OF_PODS = Set.of("log", "exec", "attach", "portforward", "proxy");

    private final Cluster cluster;
    private final Forward forward;
    private final Tunnel tunnel;

    public NodeStreams(Vertx vertx, Store store, Pki pki) {
        this.cluster = new Cluster(store);
        this.forward = new Forward(vertx, pki);
        this.tunnel = new Tunnel(vertx, pki);
    }

    @Override
    public boolean handles(RequestInfo info) {
        Attributes what = info.attributes();
        if (!what.group().isEmpty() || what.name().isEmpty()) {
            return false;
        }
        return switch (what.resource()) {
            case "pods" -> OF_PODS.contains(what.subresource());
            case "services", "nodes" -> what.subresource().equals("proxy");
            default -> false;
        };
    }

    @Override
    public void handle(Exchange exchange) {
        RequestInfo info = exchange.info();
        switch (info.attributes().subresource()) {
            case "log" -> log(exchange, info);
            case "exec", "attach" -> command(exchange, info);
            case "portforward" -> portForward(exchange, info);
            default -> proxy(exchange, info);
        }
    }

    private void log(Exchange exchange, RequestInfo info) {
        requireVerb(info, Set.of("get"));
        ObjectNode pod = cluster.pod(key(info));
        String container = Target.container(pod, info.parameter("container"));
        if (Json.text(pod, "spec", "nodeName").isEmpty()) {
            // A pod that waits for a node has said nothing so far, which is an answer and no fault.
            exchange.answer(new ApiAnswer(200, "text/plain", List.of(new byte[0]), List.of()));
            return;
        }
        String path =
                Target.logPath(info.attributes().namespace(), info.attributes().name(), container, info.query());
        if (info.flag("follow")) {
            exchange.streams();
        }
        forward.logFrom(exchange, cluster.daemon(Target.nodeName(pod)), path);
    }

    private void command(Exchange exchange, RequestInfo info) {
        requireVerb(info, Set.of("get", "create"));
        Attributes what = info.attributes();
        ObjectNode pod = cluster.pod(key(info));
        String container = Target.container(pod, info.parameter("container"));
        Target.requireNotOver(pod);
        Cluster.Daemon daemon = cluster.daemon(Target.nodeName(pod));
        String path = Target.commandPath(what.subresource(), what.namespace(), what.name(), container, info.query());
        exchange.streams();
        tunnel.open(exchange, daemon, path);
    }

    private void portForward(Exchange exchange, RequestInfo info) {
        requireVerb(info, Set.of("get", "create"));
        Attributes what = info.attributes();
        Cluster.Daemon daemon = cluster.daemon(Target.nodeName(cluster.pod(key(info))));
        exchange.streams();
        tunnel.open(exchange, daemon, Target.portForwardPath(what.namespace(), what.name(), info.query()));
    }

    private void proxy(Exchange exchange, RequestInfo info) {
        Attributes what = info.attributes();
        ProxyName name = ProxyName.parse(what.name());
        String query = exchange.request().query();
        String path = info.rest() + (query == null || query.isEmpty() ? "" : "?" + query);
        if (what.resource().equals("nodes")) {
            forward.toDaemon(exchange, cluster.daemon(name.name()), path);
            return;
        }
        ObjectKey key = new ObjectKey(what.namespace(), name.name());
        ProxyTarget target = what.resource().equals("pods")
                ? ProxyTarget.ofPod(cluster.pod(key), name)
                : ProxyTarget.ofService(cluster.service(key), name);
        forward.toAddress(exchange, target, path);
    }

    private static ObjectKey key(RequestInfo info) {
        return new ObjectKey(info.attributes().namespace(), info.attributes().name());
    }

    private static void requireVerb(RequestInfo info, Set<String> verbs) {
        if (!verbs.contains(info.attributes().verb())) {
            throw new ApiException(Status.of(
                    405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
        }
    }
}
