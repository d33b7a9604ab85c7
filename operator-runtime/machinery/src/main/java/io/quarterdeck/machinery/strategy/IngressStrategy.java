package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;

/** An Ingress that names no class gets the one that is marked as default. */
final class IngressStrategy implements Strategy {

    private static final String CLASSES = "ingressclasses.networking.k8s.io";
    private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";

    /** Of several the newest, and of equally new ones the first by name. */
    private static final Comparator<KubeObject> CHOICE = Comparator.<KubeObject, String>comparing(
                    object -> Json.text(object.tree(), "metadata", "creationTimestamp"))
            .reversed()
            .thenComparing(object -> object.key().name());

    private final Store store;

    IngressStrategy(Store store) {
        this.store = store;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        boolean named = Json.at(object, "spec").hasNonNull("ingressClassName")
                || Json.at(object, "metadata", "annotations").hasNonNull(IngressRules.CLASS_ANNOTATION);
        if (!named) {
            defaultClass().ifPresent(name -> Json.ensureObject(object, "spec").put("ingressClassName", name));
        }
        Faults faults = new Faults();
        IngressRules.validateClass(object, faults);
        faults.refuse(NetworkKinds.INGRESSES, Json.text(object, "metadata", "name"));
    }

    private Optional<String> defaultClass() {
        KubeObject found = null;
        for (Iterator<KubeObject> classes = store.snapshot(CLASSES).all(); classes.hasNext(); ) {
            KubeObject next = classes.next();
            boolean marked =
                    Json.text(next.tree(), "metadata", "annotations", DEFAULT).equals("true");
            if (marked && (found == null || CHOICE.compare(next, found) < 0)) {
                found = next;
            }
        }
        return Optional.ofNullable(found).map(chosen -> chosen.key().name());
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        IngressRules.validate(object, faults);
    }
}
