package io.quarterdeck.control.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The client of one run for one key: passes every call on and remembers what the caches have to see of it. */
final class WriteTrackingClient implements ApiClient {

    /** The subresources that change their object although the answer does not carry it. */
    private static final Set<String> CHANGING_SUBRESOURCES = Set.of("binding", "eviction");

    private final ApiClient api;
    private final Collection<ObjectFeed> feeds;
    private final List<OwnWrite> writes = new CopyOnWriteArrayList<>();

    WriteTrackingClient(ApiClient api, Collection<ObjectFeed> feeds) {
        this.api = api;
        this.feeds = feeds;
    }

    List<OwnWrite> writes() {
        return List.copyOf(writes);
    }

    @Override
    public KubeObject get(ResourceType type, ObjectKey key) {
        return api.get(type, key);
    }

    @Override
    public ObjectList list(ResourceType type, ListOptions options) {
        return api.list(type, options);
    }

    @Override
    public Watch watch(ResourceType type, ListOptions options, long afterRevision, WatchListener listener) {
        return api.watch(type, options, afterRevision, listener);
    }

    @Override
    public KubeObject create(ResourceType type, String namespace, ObjectNode object) {
        return written(type, api.create(type, namespace, object));
    }

    @Override
    public KubeObject update(ResourceType type, ObjectNode object) {
        return written(type, api.update(type, object));
    }

    @Override
    public KubeObject updateStatus(ResourceType type, ObjectNode object) {
        return written(type, api.updateStatus(type, object));
    }

    @Override
    public KubeObject patch(ResourceType type, ObjectKey key, String subresource, PatchType patchType, byte[] patch) {
        KubeObject answer = api.patch(type, key, subresource, patchType, patch);
        // A Scale is no object of its kind; its revision is the object's, and that is all that counts here.
        return written(type, answer);
    }

    @Override
    public ObjectNode createSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        List<OwnWrite> changes = CHANGING_SUBRESOURCES.contains(subresource) ? changes(type, key) : List.of();
        ObjectNode answer = api.createSubresource(type, key, subresource, body);
        writes.addAll(changes);
        return answer;
    }

    @Override
    public KubeObject updateSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        return written(type, api.updateSubresource(type, key, subresource, body));
    }

    @Override
    public void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        List<OwnWrite> changes = changes(type, key);
        api.delete(type, key, options);
        writes.addAll(changes);
    }

    @Override
    public void deleteCollection(ResourceType type, String namespace, DeleteOptions options) {
        api.deleteCollection(type, namespace, options);
    }

    @Override
    public ObjectNode getDocument(String path) {
        return api.getDocument(path);
    }

    private KubeObject written(ResourceType type, KubeObject answer) {
        for (ObjectFeed feed : feeds) {
            if (feed.type().equals(type)) {
                writes.add(new OwnWrite.Written(feed, answer));
            }
        }
        return answer;
    }

    private List<OwnWrite> changes(ResourceType type, ObjectKey key) {
        return feeds.stream()
                .filter(feed -> feed.type().equals(type))
                .<OwnWrite>map(
                        feed -> new OwnWrite.Changed(feed, key, feed.anyCache().revisionOf(key)))
                .toList();
    }
}
