package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a volume claim that names no class the cluster's default one; the newest, if several say that they are. */
final class DefaultStorageClass implements Admission {

    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String CLASSES = "storageclasses.storage.k8s.io";
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    /** Where the class was named before there was a field for it. */
    private static final String OLD_NAME = "volume.beta.kubernetes.io/storage-class";

    private static final Comparator<ObjectNode> AGE = Comparator.<ObjectNode, String>comparing(
                    storageClass -> Json.text(storageClass, "metadata", "creationTimestamp"))
            .thenComparing(storageClass -> Json.text(storageClass, "metadata", "name"), Comparator.reverseOrder());

    private final Store store;

    DefaultStorageClass(Store store) {
        this.store = store;
    }

    @Override
    public boolean mutate(Attempt attempt) {
        @Nullable ObjectNode claim = attempt.object();
        if (claim == null || !attempt.creates(CLAIMS)) {
            return false;
        }
        boolean named = Json.at(claim, "spec").has("storageClassName")
                || Json.textMap(claim, "metadata", "annotations").containsKey(OLD_NAME);
        Optional<ObjectNode> usual = named ? Optional.empty() : usual();
        usual.ifPresent(storageClass ->
                Json.ensureObject(claim, "spec").put("storageClassName", Json.text(storageClass, "metadata", "name")));
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
