package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;

/** Gives an Ingress that names no class the cluster's default one; the newest, if several say that they are. */
final class DefaultIngressClass implements Admission {

    private static final String INGRESSES = "ingresses.networking.k8s.io";
    private static final String CLASSES = "ingressclasses.networking.k8s.io";
    private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";

    /** Where the class was named before there was a field for it. */
    private static final String OLD_NAME = "kubernetes.io/ingress.class";

    private static final Comparator<ObjectNode> AGE = Comparator.<ObjectNode, String>comparing(
                    ingressClass -> Json.text(ingressClass, "metadata", "creationTimestamp"))
            .thenComparing(ingressClass -> Json.text(ingressClass, "metadata", "name"), Comparator.reverseOrder());

    private final Store store;

    DefaultIngressClass(Store store) {
        this.store = store;
    }

    @Override
    public boolean mutate(Attempt attempt) {
        ObjectNode ingress = attempt.object();
        if (ingress == null || !attempt.creates(INGRESSES)) {
            return false;
        }
        boolean named = Json.at(ingress, "spec").hasNonNull("ingressClassName")
                || Json.textMap(ingress, "metadata", "annotations").containsKey(OLD_NAME);
        Optional<ObjectNode> usual = named ? Optional.empty() : usual();
        usual.ifPresent(ingressClass -> Json.ensureObject(ingress, "spec")
                .put("ingressClassName", Json.text(ingressClass, "metadata", "name")));
        return usual.isPresent();
    }

    private Optional<ObjectNode> usual() {
        Optional<ObjectNode> newest = Optional.empty();
        for (Iterator<KubeObject> classes = store.snapshot(CLASSES).all(); classes.hasNext(); ) {
            ObjectNode next = classes.next().tree();
            boolean marked = Json.text(next, "metadata", "annotations", DEFAULT).equals("true");
            if (marked && (newest.isEmpty() || AGE.compare(next, newest.get()) > 0)) {
                newest = Optional.of(next);
            }
        }
        return newest;
    }
}
