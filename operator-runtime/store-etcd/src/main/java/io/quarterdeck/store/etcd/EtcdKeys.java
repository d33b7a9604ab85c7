package io.quarterdeck.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.quarterdeck.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where objects lie: {@code /registry/<resource>/<namespace>/<name>}, or without a namespace if cluster-wide. */
final class EtcdKeys {

    private static final String ROOT = "/registry/";

    static final ByteSequence PREFIX = ByteSequence.from(ROOT, StandardCharsets.UTF_8);

    private EtcdKeys() {}

    record Place(String resource, ObjectKey key) {}

    static ByteSequence of(String resource, ObjectKey key) {
        return ByteSequence.from(ROOT + resource + "/" + key, StandardCharsets.UTF_8);
    }

    /** Empty for a key that is none of ours. */
    static Optional<Place> parse(ByteSequence key) {
        String text = key.toString(StandardCharsets.UTF_8);
        if (!text.startsWith(ROOT)) {
            return Optional.empty();
        }
        String[] parts = text.substring(ROOT.length()).split("/", -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                return Optional.empty();
            }
        }
        return switch (parts.length) {
            case 2 -> Optional.of(new Place(parts[0], ObjectKey.clusterWide(parts[1])));
            case 3 -> Optional.of(new Place(parts[0], new ObjectKey(parts[1], parts[2])));
            default -> Optional.empty();
        };
    }
}
