package io.quarterdeck.standalone;

import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.embedded.EmbeddedStore;
import io.quarterdeck.store.etcd.EtcdStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens the store that the configuration names. */
final class Stores {

    private static final String EMBEDDED = "embedded";
    private static final String ETCD = "etcd=";

    private Stores() {}

    /**
     * Opens a store.
     *
     * @param name {@code embedded}, or {@code etcd=URL[,URL]}
     * @param directory where an embedded store is
     * @throws IllegalArgumentException if the name is neither
     */
    static Store open(String name, Path directory) throws StoreException, InterruptedException {
        if (name.equals(EMBEDDED)) {
            return EmbeddedStore.open(directory);
        }
        if (name.startsWith(ETCD)) {
            return EtcdStore.connect(Arrays.stream(name.substring(ETCD.length()).split(",", -1))
                    .map(URI::create)
                    .toList());
        }
        throw new IllegalArgumentException(
                "quarterdeck.store: Unsupported value: \"" + name + "\": it is \"embedded\" or \"etcd=URL[,URL]\"");
    }
}
