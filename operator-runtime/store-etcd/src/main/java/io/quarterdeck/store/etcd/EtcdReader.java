package io.quarterdeck.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.grpc.Status;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.live.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads everything at one revision, in pages. */
final class EtcdReader {

    private static final System.Logger LOGGER = System.getLogger(EtcdReader.class.getName());

    /** Objects a page: 1 MB of ordinary ones, and a page of large ones is asked for again in smaller parts. */
    private static final int PAGE_MAX = 500;

    private final EtcdConnection connection;
    private final StoredObject codec;

    EtcdReader(EtcdConnection connection, StoredObject codec) {
        this.connection = connection;
        this.codec = codec;
    }

    /** Every object, by resource, and the revision at which all of them stood. */
    record Listing(Map<String, List<KubeObject>> objects, long revision) {}

    Listing readAll() throws StoreException.Unavailable, InterruptedException {
        Map<String, List<KubeObject>> objects = new HashMap<>();
        ByteSequence from = EtcdKeys.PREFIX;
        long revision = 0;
        int limit = PAGE_MAX;
        while (true) {
            GetResponse page;
            try {
                page = EtcdCalls.await(connection.kv().get(from, options(limit, revision)));
            } catch (StoreException.Unavailable e) {
                if (limit == 1 || !isTooLarge(e)) {
                    throw e;
                }
                limit = Math.max(1, limit / 4);
                continue;
            }
            revision = revision == 0 ? page.getHeader().getRevision() : revision;
            page.getKvs().forEach(entry -> add(objects, entry));
            if (!page.isMore()) {
                return new Listing(objects, revision);
            }
            from = successor(page.getKvs().getLast().getKey());
        }
    }

    private void add(Map<String, List<KubeObject>> objects, KeyValue entry) {
        EtcdKeys.parse(entry.getKey())
                .ifPresent(place -> decode(place, entry)
                        .ifPresent(object -> objects.computeIfAbsent(place.resource(), resource -> new ArrayList<>())
                                .add(object)));
    }

    /** The object of an entry; empty if it is none, which must not keep all the others from being served. */
    Optional<KubeObject> decode(EtcdKeys.Place place, KeyValue entry) {
        try {
            KubeObject object = codec.decode(entry.getValue().getBytes(), entry.getModRevision());
            if (object.key().equals(place.key())) {
                return Optional.of(object);
            }
            LOGGER.log(
                    System.Logger.Level.ERROR, "The object at {0} in etcd has another name, and is left out.", place);
        } catch (IllegalArgumentException e) {
            LOGGER.log(System.Logger.Level.ERROR, "What is at " + place + " in etcd is no object, and is left out.", e);
        }
        return Optional.empty();
    }

    private static GetOption options(int limit, long revision) {
        return GetOption.builder()
                .withRange(end(EtcdKeys.PREFIX))
                .withLimit(limit)
                .withRevision(revision)
                .build();
    }

    private static boolean isTooLarge(StoreException.Unavailable e) {
        return Status.fromThrowable(e).getCode() == Status.Code.RESOURCE_EXHAUSTED;
    }

    /** The first key behind all that begin with this prefix, which ends in no 0xff. */
    static ByteSequence end(ByteSequence prefix) {
        byte[] bytes = prefix.getBytes().clone();
        bytes[bytes.length - 1]++;
        return ByteSequence.from(bytes);
    }

    private static ByteSequence successor(ByteSequence key) {
        return key.concat(ByteSequence.from(new byte[1]));
    }
}
