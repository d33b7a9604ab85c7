package io.quarterdeck.machinery.admission;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The webhooks of every configuration of one kind, in the order of the configurations' names. Read once a change. */
final class WebhookConfigurations {

    private final Store store;
    private final String resource;
    private volatile Read read = new Read(List.of(), List.of());

    WebhookConfigurations(Store store, String resource) {
        this.store = store;
        this.resource = resource;
    }

    private record Read(List<KubeObject> configurations, List<Webhook> webhooks) {}

    List<Webhook> all() {
        Snapshot snapshot = store.snapshot(resource);
        if (snapshot.size() == 0) {
            return List.of();
        }
        Read known = read;
        List<KubeObject> now = new ArrayList<>();
        for (Iterator<KubeObject> all = snapshot.all(); all.hasNext(); ) {
            now.add(all.next());
        }
        if (!same(known.configurations(), now)) {
            known = new Read(
                    now,
                    now.stream()
                            .flatMap(configuration -> Webhook.read(configuration.tree()).stream())
                            .toList());
            read = known;
        }
        return known.webhooks();
    }

    private static boolean same(List<KubeObject> known, List<KubeObject> now) {
        if (known.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            boolean changed = known.get(i).revision() != now.get(i).revision()
                    || !known.get(i).key().equals(now.get(i).key());
            if (changed) {
                return false;
            }
        }
        return true;
    }
}
