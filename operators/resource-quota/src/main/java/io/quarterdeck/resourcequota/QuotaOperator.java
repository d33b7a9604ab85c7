package io.quarterdeck.resourcequota;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Keeps the status of ResourceQuotas what is there. */
@ApplicationScoped
public class QuotaOperator implements Operator {

    static final ResourceType QUOTAS = new ResourceType("", "v1", "resourcequotas", "ResourceQuota", true);
    static final ResourceType CLAIMS =
            new ResourceType("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);

    /** What quotas are set on most: these are counted at once when one goes, all others only now and then. */
    static final List<ResourceType> WATCHED = List.of(
            Resources.PODS,
            Resources.SERVICES,
            Resources.CONFIG_MAPS,
            Resources.SECRETS,
            Resources.REPLICA_SETS,
            Resources.DEPLOYMENTS,
            CLAIMS);

    private static final String BY_NAMESPACE = "namespace";

    @Override
    public String name() {
        return "resource-quota";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<Seen> quotas = context.informer(QUOTAS, ListOptions.ALL, Seen::quota)
                .index(BY_NAMESPACE, quota -> List.of(quota.key().namespace()));
        OperatorContext.ControllerSpec controller = context.controller(name(), new QuotaReconciler(context.clock()))
                .watches(quotas, quota -> List.of(quota.key()));
        for (ResourceType type : WATCHED) {
            Informer<Seen> objects = context.informer(type, ListOptions.ALL, Seen::object);
            controller.watches(
                    objects,
                    object -> quotas.byIndex(BY_NAMESPACE, object.key().namespace()).stream()
                            .map(Seen::key)
                            .toList());
        }
    }

    /** What of an object makes it worth counting again: a quota's own change, the end of a pod, the growth of a claim. */
    record Seen(ObjectKey key, String mark) {

        static Seen quota(KubeObject quota) {
            return new Seen(quota.key(), Long.toString(quota.revision()));
        }

        static Seen object(KubeObject object) {
            return new Seen(object.key(), Json.text(object.tree(), "status", "phase"));
        }
    }
}
