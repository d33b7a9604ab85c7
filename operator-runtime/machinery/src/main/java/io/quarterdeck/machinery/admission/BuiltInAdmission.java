package io.quarterdeck.machinery.admission;

import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.store.Store;
import java.util.List;

/** Who is asked before a write, in their order. */
public final class BuiltInAdmission {

    private BuiltInAdmission() {}

    /** What comes with the server, then the webhooks: they see the object as the server has completed it. */
    public static Admission of(
            Store store, KindRegistry kinds, WebhookCaller caller, VersionConversion versions, Authorizer authorizer) {
        Equivalents equivalents = new Equivalents(store, kinds, versions);
        return new Admissions(List.of(
                new PriorityClasses(store),
                new RuntimeClasses(store),
                new LimitRanger(store),
                DefaultClass.ofClaims(store),
                DefaultClass.ofIngresses(store),
                new Policies(store, kinds, equivalents, authorizer),
                new Webhooks(store, caller, equivalents, authorizer)));
    }
}
