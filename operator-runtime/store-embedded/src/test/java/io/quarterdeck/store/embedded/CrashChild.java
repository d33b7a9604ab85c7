package io.quarterdeck.store.embedded;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.contract.Drafts;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A process that writes until it is killed. Says on its standard output, a line each and at once, what it is about to ask
 * of the store and what the store has acknowledged. Every key belongs to one thread, so its lines are in order.
 */
final class CrashChild {

    static final int THREADS = 8;
    static final int KEYS_EACH = 5;
    static final String RESOURCE = "configmaps";
    static final String NAMESPACE = "default";

    private final EmbeddedStore store;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private CrashChild(EmbeddedStore store) {
        this.store = store;
    }

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(Path.of(arguments[0]))) {
            CrashChild child = new CrashChild(store);
            long seed = Long.parseLong(arguments[1]);
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                threads[i] = Thread.ofPlatform().start(() -> child.writeForever(seed, thread));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private void writeForever(long seed, int thread) {
        SplittableRandom random = new SplittableRandom(seed * THREADS + thread);
        try {
            while (true) {
                write(random, "t" + thread + "-" + random.nextInt(KEYS_EACH));
            }
        } catch (Exception e) {
            say("failed " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void write(SplittableRandom random, String name) throws Exception {
        Optional<KubeObject> now = store.snapshot(RESOURCE).get(new ObjectKey(NAMESPACE, name));
        String value = Long.toString(random.nextLong(Long.MAX_VALUE)) + "x".repeat(random.nextInt(2_000));
        boolean delete = now.isPresent() && random.nextInt(5) == 0;
        Write write = now.isEmpty()
                ? Drafts.creation(RESOURCE, NAMESPACE, name, value)
                : delete ? Drafts.deletion(RESOURCE, now.get()) : Drafts.replacement(RESOURCE, now.get(), value);
        String wanted = delete ? "-" : value;
        say("ask " + name + " " + wanted);
        KubeObject written = store.commit(write);
        say("ack " + name + " " + written.revision());
    }

    private synchronized void say(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            Runtime.getRuntime().halt(2);
        }
    }
}
