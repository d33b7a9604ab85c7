package io.quarterdeck.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * The API as a plain blocking client, to be called on a virtual thread. Safe for any number of threads.
 *
 * <p>Every method throws {@link io.quarterdeck.model.ApiException} with the Status that the API answered, or with one of
 * code 503 and reason {@code ServiceUnavailable} if it could not be reached in time.
 */
public interface ApiClient {

    KubeObject get(ResourceType type, ObjectKey key);

    /** All objects of a kind, at one revision. */
    ObjectList list(ResourceType type, ListOptions options);

    /**
     * The changes after a revision.
     *
     * @param listener called on one thread, in order; it must not block for long
     */
    Watch watch(ResourceType type, ListOptions options, long afterRevision, WatchListener listener);

    /**
     * Creates an object.
     *
     * @param namespace empty for a cluster-wide kind
     */
    KubeObject create(ResourceType type, String namespace, ObjectNode object);

    /** Replaces the object; refused with 409 unless {@code metadata.resourceVersion} is the current one. */
    KubeObject update(ResourceType type, ObjectNode object);

    /** Replaces only the status; refused with 409 unless {@code metadata.resourceVersion} is the current one. */
    KubeObject updateStatus(ResourceType type, ObjectNode object);

    /**
     * Changes an object in part.
     *
     * @param subresource {@code status}, {@code scale}, ... or empty for the object itself
     */
    KubeObject patch(ResourceType type, ObjectKey key, String subresource, PatchType patchType, byte[] patch);

    /** Sends an object to a subresource: a Binding to {@code binding}, an Eviction to {@code eviction}. */
    ObjectNode createSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body);

    /** Replaces an object through a subresource such as {@code finalize}. */
    KubeObject updateSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body);

    void delete(ResourceType type, ObjectKey key, DeleteOptions options);

    /** Deletes every object of one kind in one namespace. */
    void deleteCollection(ResourceType type, String namespace, DeleteOptions options);

    /** Reads any JSON document of the API, such as {@code /apis}. */
    ObjectNode getDocument(String path);

    /** How a patch is written. */
    enum PatchType {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        APPLY("application/apply-patch+yaml");

        private final String contentType;

        PatchType(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }
    }

    /**
     * What a deletion asks for.
     *
     * @param gracePeriodSeconds -1 for the object's own
     * @param propagation {@code Background}, {@code Foreground}, {@code Orphan}, or empty for the kind's own
     * @param uid only if the object has this uid; null for any
     */
    record DeleteOptions(
            int gracePeriodSeconds,
            String propagation,
            @Nullable String uid) {
        public static final DeleteOptions DEFAULT = new DeleteOptions(-1, "", null);

        /** Deletes only the very object that was seen. */
        public static DeleteOptions ofUid(String uid) {
            return new DeleteOptions(-1, "", uid);
        }
    }
}
