package io.quarterdeck.serviceaccount;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives every namespace its default account and the cluster's certificate authority. */
@ApplicationScoped
public class ServiceAccountOperator implements Operator {

    private final ClusterAuthority authority;

    /**
     * @param caFile the authority as PEM; it may appear later
     * @param kubeConfig where the authority is taken from if {@code caFile} is not given
     */
    @Inject
    public ServiceAccountOperator(
            @ConfigProperty(name = "quarterdeck.ca-file") Optional<Path> caFile,
            @ConfigProperty(name = "quarterdeck.kubeconfig") Optional<Path> kubeConfig) {
        this(ClusterAuthority.of(caFile, kubeConfig));
    }

    ServiceAccountOperator(ClusterAuthority authority) {
        this.authority = authority;
    }

    @Override
    public String name() {
        return "service-account";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<NamespaceView> namespaces =
                context.informer(Resources.NAMESPACES, ListOptions.ALL, ServiceAccountOperator::namespace);
        Informer<ObjectKey> accounts = context.informer(
                Resources.SERVICE_ACCOUNTS,
                ListOptions.withField("metadata.name", ServiceAccountPlanner.ACCOUNT),
                KubeObject::key);
        Informer<AuthorityView> authorities = context.informer(
                Resources.CONFIG_MAPS,
                ListOptions.withField("metadata.name", ServiceAccountPlanner.AUTHORITY),
                ServiceAccountOperator::authority);
        context.controller(name(), new ServiceAccountReconciler(namespaces, accounts, authorities, authority))
                .watches(namespaces, namespace -> List.of(namespace.key()))
                .watches(accounts, key -> List.of(ObjectKey.clusterWide(key.namespace())))
                .watches(
                        authorities,
                        view -> List.of(ObjectKey.clusterWide(view.key().namespace())));
    }

    /** What counts of a namespace. */
    record NamespaceView(ObjectKey key, boolean active) {}

    /** The authority as a namespace has it now. */
    record AuthorityView(ObjectKey key, String pem) {}

    private static NamespaceView namespace(KubeObject object) {
        boolean deleting =
                !Json.text(object.tree(), "metadata", "deletionTimestamp").isEmpty();
        return new NamespaceView(object.key(), !deleting);
    }

    private static AuthorityView authority(KubeObject object) {
        return new AuthorityView(object.key(), Json.text(object.tree(), "data", ServiceAccountPlanner.AUTHORITY_FIELD));
    }
}
