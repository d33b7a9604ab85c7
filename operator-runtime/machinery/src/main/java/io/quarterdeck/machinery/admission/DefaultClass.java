package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;

/**
 * Gives a new object that names no class the cluster's default one; the newest, if several say that they are.
 *
 * @param resource whose objects have a class
 * @param field of {@code spec}, which names the class
 * @param oldName the annotation that named it before there was a field
 * @param classes the resource of the classes
 * @param mark the annotation by which a class says that it is the default
 */
record DefaultClass(Store store, String resource, String field, String oldName, String classes, String mark)
        implements Admission {

    private static final Comparator<ObjectNode> AGE = Comparator.<ObjectNode, String>comparing(
                    aClass -> Json.text(aClass, "metadata", "creationTimestamp"))
            .thenComparing(aClass -> Json.text(aClass, "metadata", "name"), Comparator.reverseOrder());

    static DefaultClass ofClaims(Store store) {
        return new DefaultClass(
                store,
                "persistentvolumeclaims",
                "storageClassName",
                "volume.beta.kubernetes.io/storage-class",
                "storageclasses.storage.k8s.io",
                "storageclass.kubernetes.io/is-default-class");
    }

    static DefaultClass ofIngresses(Store store) {
        return new DefaultClass(
                store,
                "ingresses.networking.k8s.io",
                "ingressClassName",
                "kubernetes.io/ingress.class",
                "ingressclasses.networking.k8s.io",
                "ingressclass.kubernetes.io/is-default-class");
    }

    @Override
    public boolean mutate(Attempt attempt) {
        ObjectNode object = attempt.object();
        if (object == null || !attempt.creates(resource)) {
            return false;
        }
        boolean named = Json.at(object, "spec").hasNonNull(field)
                || Json.textMap(object, "metadata", "annotations").containsKey(oldName);
        Optional<ObjectNode> usual = named ? Optional.empty() : usual();
        usual.ifPresent(aClass -> Json.ensureObject(object, "spec").put(field, Json.text(aClass, "metadata", "name")));
        return usual.isPresent();
    }

    private Optional<ObjectNode> usual() {
        Optional<ObjectNode> newest = Optional.empty();
        for (Iterator<KubeObject> all = store.snapshot(classes).all(); all.hasNext(); ) {
            ObjectNode next = all.next().tree();
            boolean marked = Json.text(next, "metadata", "annotations", mark).equals("true");
            if (marked && (newest.isEmpty() || AGE.compare(next, newest.get()) > 0)) {
                newest = Optional.of(next);
            }
        }
        return newest;
    }
}
