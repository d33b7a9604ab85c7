package io.quarterdeck.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.live.LiveSet;
import io.quarterdeck.store.live.StoredObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects in etcd, with a live copy in this process that follows it. */
public final class EtcdStore implements Store {

    /** A commit comes back by the watch in a millisecond. After this the watch is distrusted, and waited for once more. */
    private static final Duration VISIBLE_MAX = Duration.ofSeconds(3);

    private final EtcdConnection connection;
    private final LiveSet live;
    private final RevisionGate gate;
    private final EtcdFollower follower;
    private volatile boolean closed;

    private EtcdStore(EtcdConnection connection) {
        this.connection = connection;
        this.live = new LiveSet(LiveSet.REVISION_FIRST);
        this.gate = new RevisionGate(live::revision);
        this.follower = new EtcdFollower(connection, live, gate);
    }

    /**
     * Reads all of {@code /registry/} and follows it from then on.
     *
     * @param endpoints of one cluster, {@code http://host:2379}
     * @throws StoreException.Unavailable if etcd does not answer within seconds; whether to try again is the caller's choice
     */
    public static EtcdStore connect(List<URI> endpoints) throws StoreException.Unavailable, InterruptedException {
        EtcdStore store = new EtcdStore(new EtcdConnection(endpoints));
        try {
            store.follower.readAll();
        } catch (StoreException.Unavailable e) {
            store.close();
            throw new StoreException.Unavailable("etcd at " + endpoints + " cannot be read: " + e.getMessage(), e);
        }
        store.follower.start();
        return store;
    }

    @Override
    public long revision() {
        return live.revision();
    }

    @Override
    public Snapshot snapshot(String resource) {
        return live.snapshot(resource);
    }

    @Override
    public EventCursor watch(String resource, long afterRevision, Runnable signal) throws StoreException.Compacted {
        return live.watch(resource, afterRevision, signal);
    }

    @Override
    public KubeObject commit(Write write) throws StoreException, InterruptedException {
        if (closed) {
            throw new StoreException.Unavailable("the store is closed", null);
        }
        return switch (write) {
            case Write.Create create -> put(create, create.header(), create.draft(), 0);
            case Write.Replace replace -> put(replace, replace.header(), replace.draft(), replace.expectedRevision());
            case Write.Delete delete -> delete(delete);
        };
    }

    private KubeObject put(Write write, Header header, byte[] draft, long expected)
            throws StoreException, InterruptedException {
        // Fails here, not in every process that reads it, if the draft is no object.
        KubeObject.commit(header, draft, LiveSet.REVISION_FIRST);
        ByteSequence value = ByteSequence.from(StoredObject.encode(header, draft));
        TxnResponse response = transact(write, expected, Op.put(key(write), value, PutOption.DEFAULT));
        return KubeObject.commit(header, draft, response.getHeader().getRevision());
    }

    private KubeObject delete(Write.Delete delete) throws StoreException, InterruptedException {
        DeleteOption options = DeleteOption.builder().withPrevKV(true).build();
        TxnResponse response = transact(delete, delete.expectedRevision(), Op.delete(key(delete), options));
        KeyValue last = response.getDeleteResponses().getFirst().getPrevKvs().getFirst();
        return decode(last).at(response.getHeader().getRevision());
    }

    /** Does it if the key is still at the revision expected, 0 for absent; returns when the live set has it. */
    private TxnResponse transact(Write write, long expected, Op op) throws StoreException, InterruptedException {
        ByteSequence key = key(write);
        TxnResponse response = EtcdCalls.await(connection
                .kv()
                .txn()
                .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(expected)))
                .Then(op)
                .Else(Op.get(key, GetOption.DEFAULT))
                .commit());
        if (!response.isSucceeded()) {
            throw conflict(write, response);
        }
        long revision = response.getHeader().getRevision();
        if (!isVisible(revision)) {
            throw new StoreException.Unavailable(
                    write.key() + " was written at revision " + revision + ", which etcd's watch does not deliver",
                    null);
        }
        return response;
    }

    private boolean isVisible(long revision) throws InterruptedException {
        if (gate.await(revision, VISIBLE_MAX)) {
            return true;
        }
        follower.distrust();
        return gate.await(revision, VISIBLE_MAX);
    }

    /** The conflict, once a reader of the live set would see it too: the writer is going to read and try again. */
    private StoreException.Conflict conflict(Write write, TxnResponse response)
            throws StoreException.Unavailable, InterruptedException {
        List<KeyValue> found = response.getGetResponses().getFirst().getKvs();
        @Nullable KubeObject actual = found.isEmpty() ? null : decode(found.getFirst());
        long decided = actual == null ? response.getHeader().getRevision() : actual.revision();
        boolean gone = actual == null
                && live.snapshot(write.resource()).get(write.key()).isEmpty();
        if (!gone && !gate.await(decided, VISIBLE_MAX)) {
            follower.distrust();
        }
        return new StoreException.Conflict(write.key(), actual);
    }

    private static KubeObject decode(KeyValue entry) throws StoreException.Unavailable {
        try {
            return new StoredObject().decode(entry.getValue().getBytes(), entry.getModRevision());
        } catch (IllegalArgumentException e) {
            throw new StoreException.Unavailable("what is in etcd is no object", e);
        }
    }

    private static ByteSequence key(Write write) {
        return EtcdKeys.of(write.resource(), write.key());
    }

    @Override
    public void close() {
        closed = true;
        follower.close();
        live.close();
        connection.close();
    }
}
