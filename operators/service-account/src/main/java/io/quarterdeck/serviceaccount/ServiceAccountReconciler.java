package io.quarterdeck.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.serviceaccount.ServiceAccountPlanner.Action;
import io.quarterdeck.serviceaccount.ServiceAccountPlanner.Observed;
import java.io.IOException;

/** Reads a namespace, and makes what the planner says it lacks. */
final class ServiceAccountReconciler implements Reconciler {

    private final Informer<ServiceAccountOperator.NamespaceView> namespaces;
    private final Informer<ObjectKey> accounts;
    private final Informer<ServiceAccountOperator.AuthorityView> authorities;
    private final ClusterAuthority authority;

    ServiceAccountReconciler(
            Informer<ServiceAccountOperator.NamespaceView> namespaces,
            Informer<ObjectKey> accounts,
            Informer<ServiceAccountOperator.AuthorityView> authorities,
            ClusterAuthority authority) {
        this.namespaces = namespaces;
        this.accounts = accounts;
        this.authorities = authorities;
        this.authority = authority;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) throws IOException {
        Observed observed = new Observed(
                namespaces
                        .get(key)
                        .map(ServiceAccountOperator.NamespaceView::active)
                        .orElse(false),
                accounts.get(new ObjectKey(key.name(), ServiceAccountPlanner.ACCOUNT))
                        .isPresent(),
                authorities
                        .get(new ObjectKey(key.name(), ServiceAccountPlanner.AUTHORITY))
                        .map(ServiceAccountOperator.AuthorityView::pem));
        for (Action action : ServiceAccountPlanner.plan(observed, authority.pem())) {
            apply(key.name(), action, api);
        }
        return Outcome.DONE;
    }

    private static void apply(String namespace, Action action, ApiClient api) {
        switch (action) {
            case Action.CreateAccount() ->
                create(api, Resources.SERVICE_ACCOUNTS, namespace, named(namespace, ServiceAccountPlanner.ACCOUNT));
            case Action.CreateAuthority(String pem) ->
                create(
                        api,
                        Resources.CONFIG_MAPS,
                        namespace,
                        withAuthority(named(namespace, ServiceAccountPlanner.AUTHORITY), pem));
            case Action.CorrectAuthority(String pem) ->
                api.patch(
                        Resources.CONFIG_MAPS,
                        new ObjectKey(namespace, ServiceAccountPlanner.AUTHORITY),
                        "",
                        ApiClient.PatchType.MERGE,
                        Json.encode(withAuthority(Json.object(), pem)));
        }
    }

    private static void create(ApiClient api, ResourceType type, String namespace, ObjectNode object) {
        try {
            object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
            api.create(type, namespace, object);
        } catch (ApiException e) {
            // Somebody else made it, or the namespace has gone; either way its own event brings the key back.
            if (!e.isAlreadyExists() && !e.isNotFound()) {
                throw e;
            }
        }
    }

    private static ObjectNode named(String namespace, String name) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    private static ObjectNode withAuthority(ObjectNode configMap, String pem) {
        Json.ensureObject(configMap, "data").put(ServiceAccountPlanner.AUTHORITY_FIELD, pem);
        return configMap;
    }
}
