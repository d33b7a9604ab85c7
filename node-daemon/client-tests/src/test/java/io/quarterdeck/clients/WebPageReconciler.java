package io.quarterdeck.clients;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Serves a page: a ConfigMap with its text, a Deployment that mounts it, a Service before that; a finalizer. */
@ControllerConfiguration(finalizerName = WebPageReconciler.FINALIZER)
final class WebPageReconciler implements Reconciler<WebPage>, Cleaner<WebPage> {

    static final String FINALIZER = "test.quarterdeck.io/cleanup";

    private final Set<String> cleaned;

    /** @param cleaned learns the names of pages that were cleaned up after */
    WebPageReconciler(Set<String> cleaned) {
        this.cleaned = cleaned;
    }

    @Override
    public List<EventSource<?, WebPage>> prepareEventSources(EventSourceContext<WebPage> context) {
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Deployment.class, WebPage.class)
                        .build(),
                context));
    }

    @Override
    public UpdateControl<WebPage> reconcile(WebPage page, Context<WebPage> context) {
        for (HasMetadata wanted : List.of(text(page), server(page), service(page))) {
            context.getClient().resource(wanted).forceConflicts().serverSideApply();
        }
        boolean ready = context.getSecondaryResource(Deployment.class)
                .map(Deployment::getStatus)
                .map(status -> Objects.equals(status.getReadyReplicas(), 1))
                .orElse(false);
        WebPage answer = new WebPage();
        answer.setMetadata(new ObjectMetaBuilder()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .build());
        answer.setStatus(new WebPage.Status(ready, page.getMetadata().getGeneration()));
        return UpdateControl.patchStatus(answer);
    }

    @Override
    public DeleteControl cleanup(WebPage page, Context<WebPage> context) {
        cleaned.add(page.getMetadata().getName());
        return DeleteControl.defaultDelete();
    }

    private static ObjectMeta owned(WebPage page) {
        return new ObjectMetaBuilder()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(page.getApiVersion())
                        .withKind(page.getKind())
                        .withName(page.getMetadata().getName())
                        .withUid(page.getMetadata().getUid())
                        .withController(true)
                        .build())
                .build();
    }

    private static ConfigMap text(WebPage page) {
        return new ConfigMapBuilder()
                .withMetadata(owned(page))
                .addToData("index.html", page.getSpec().html())
                .build();
    }

    private static Deployment server(WebPage page) {
        return new DeploymentBuilder(Clients.web(page.getMetadata().getNamespace()))
                .withMetadata(owned(page))
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations(
                        "test.quarterdeck.io/text",
                        Integer.toHexString(page.getSpec().html().hashCode()))
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .withCommand("httpd", "-f", "-p", "8080", "-h", "/text")
                .addNewVolumeMount()
                .withName("text")
                .withMountPath("/text")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("text")
                .withNewConfigMap()
                .withName(page.getMetadata().getName())
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Service service(WebPage page) {
        return new ServiceBuilder()
                .withMetadata(owned(page))
                .withNewSpec()
                .withSelector(Map.of("app", "web"))
                .addNewPort()
                .withPort(80)
                .withTargetPort(new IntOrString(8080))
                .endPort()
                .endSpec()
                .build();
    }
}
