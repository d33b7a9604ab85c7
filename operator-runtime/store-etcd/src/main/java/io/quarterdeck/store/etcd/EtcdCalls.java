package io.quarterdeck.store.etcd;

import io.etcd.jetcd.common.exception.EtcdException;
import io.quarterdeck.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for etcd's answers, and no longer than is useful. */
final class EtcdCalls {

    /** etcd elects a new leader in one to two seconds; what takes longer than this is an outage. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private EtcdCalls() {}

    static <T> T await(CompletableFuture<T> answer) throws StoreException.Unavailable, InterruptedException {
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreException.Unavailable("etcd refuses: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new StoreException.Unavailable("etcd has not answered for " + ANSWER_MAX.toSeconds() + " s", e);
        } catch (EtcdException | IllegalStateException e) {
            throw new StoreException.Unavailable("etcd cannot be asked: " + e.getMessage(), e);
        }
    }
}
