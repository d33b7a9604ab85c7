package io.quarterdeck.machinery.admission;

import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.store.Store;
import java.util.List;

/** Who is asked before a write, in their order. */
public final class BuiltInAdmission {

    private BuiltInAdmission() {}

    /**
     * What comes with the server, then the webhooks: they see the object as the server has completed it. Quotas come last, as
     * they are charged for what nobody else refuses any more.
     */
    public static Admission of(
            Store store,
            KindRegistry kinds,
            WebhookCaller caller,
            VersionConversion versions,
            Authorizer authorizer,
            ApiConfig config) {
        Equivalents equivalents = new Equivalents(store, kinds, versions);
        return new Admissions(List.of(
                new PriorityClasses(store),
                new RuntimeClasses(store),
                new LimitRanger(store),
                new StorageProtection(),
                new NodeTaints(),
                DefaultClass.ofClaims(store),
                DefaultClass.ofIngresses(store),
                config.ownersGuarded() ? new OwnerReferences(authorizer, kinds) : Admission.NONE,
                new Policies(store, kinds, equivalents, authorizer),
                new Mutators(
                        new MutatingPolicies(store, kinds, equivalents, authorizer),
                        new Webhooks(store, caller, equivalents, authorizer)),
                new Quotas(store, config.clock())));
    }
}
