package io.quarterdeck.storageprotection;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Takes the finalizers off claims and volumes that nothing uses any more. */
@ApplicationScoped
public class ProtectionOperator implements Operator {

    static final ResourceType CLAIMS =
            new ResourceType("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
    static final ResourceType VOLUMES = new ResourceType("", "v1", "persistentvolumes", "PersistentVolume", false);

    static final String CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
    static final String VOLUME_FINALIZER = "kubernetes.io/pv-protection";

    @Override
    public String name() {
        return "storage-protection";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<StoredView> claims = context.informer(CLAIMS, ListOptions.ALL, StoredView::of);
        Informer<UserView> pods = context.informer(Resources.PODS, ListOptions.ALL, UserView::of);
        context.controller(
                        name(),
                        new ProtectionReconciler(
                                CLAIMS,
                                CLAIM_FINALIZER,
                                (claim, api) -> ProtectionPlanner.isClaimUsed(
                                        claim.key().name(),
                                        api
                                                .list(
                                                        Resources.PODS,
                                                        ListOptions.inNamespace(
                                                                claim.key().namespace()))
                                                .items()
                                                .stream()
                                                .map(UserView::of)
                                                .toList())))
                .watches(claims, claim -> List.of(claim.key()))
                .watches(
                        pods,
                        pod -> pod.claims().stream()
                                .map(claim -> new ObjectKey(pod.key().namespace(), claim))
                                .toList());

        Informer<StoredView> volumes = context.informer(VOLUMES, ListOptions.ALL, StoredView::of);
        context.controller(
                        name() + "-volumes",
                        new ProtectionReconciler(
                                VOLUMES, VOLUME_FINALIZER, (volume, _) -> ProtectionPlanner.isVolumeUsed(volume)))
                .watches(volumes, volume -> List.of(volume.key()));
    }
}
