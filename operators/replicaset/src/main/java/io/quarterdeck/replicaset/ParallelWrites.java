package io.quarterdeck.replicaset;

import io.quarterdeck.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs many writes to the API, a bounded number at once, and stops where one fails. */
final class ParallelWrites {

    /** Enough to fill the store's shared commits; few enough that a full quota costs few refused requests. */
    static final int AT_ONCE = 16;

    private final int atOnce;

    /** One at a time runs on the caller's thread, as a simulation needs it. */
    ParallelWrites(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Runs all writes, or those up to the first group with a failure. Returns that failure; null if there was none. */
    @Nullable
    ApiException run(List<Runnable> writes) throws InterruptedException {
        if (atOnce == 1 || writes.size() == 1) {
            return inTurn(writes);
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = 0; from < writes.size(); from += atOnce) {
                List<Callable<List<ApiException>>> group = new ArrayList<>();
                for (Runnable write : writes.subList(from, Math.min(from + atOnce, writes.size()))) {
                    group.add(() -> {
                        ApiException failure = attempt(write);
                        return failure == null ? List.of() : List.of(failure);
                    });
                }
                for (Future<List<ApiException>> done : threads.invokeAll(group)) {
                    List<ApiException> failures = done.resultNow();
                    if (!failures.isEmpty()) {
                        return failures.getFirst();
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable ApiException inTurn(List<Runnable> writes) {
        for (Runnable write : writes) {
            ApiException failure = attempt(write);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private static @Nullable ApiException attempt(Runnable write) {
        try {
            write.run();
            return null;
        } catch (ApiException e) {
            return e;
        }
    }
}
