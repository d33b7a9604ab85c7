package io.quarterdeck.apiserver;

import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.WatchStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** An API with one object, a long list, and watches that send what a test puts in. */
final class FakeApi implements ApiService {

    static final byte[] OBJECT =
            ("{\"kind\":\"ConfigMap\",\"data\":\"" + "x".repeat(1000) + "\"}").getBytes(StandardCharsets.US_ASCII);
    static final int LENGTH = 2000;

    final List<FakeWatch> watches = new CopyOnWriteArrayList<>();

    @Override
    public ApiAnswer serve(ApiRequest request) {
        if (request.method().equals("POST")) {
            return ApiAnswer.json(201, request.body());
        }
        if (request.path().endsWith("/configmaps")) {
            List<byte[]> pieces = new ArrayList<>(2 * LENGTH + 2);
            pieces.add("{\"items\":[".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < LENGTH; i++) {
                pieces.add(OBJECT);
                pieces.add((i < LENGTH - 1 ? "," : "]}").getBytes(StandardCharsets.US_ASCII));
            }
            return new ApiAnswer(200, ApiAnswer.JSON, pieces, List.of());
        }
        return ApiAnswer.json(200, OBJECT);
    }

    @Override
    public WatchStream watch(ApiRequest request, Runnable signal) {
        FakeWatch watch = new FakeWatch(signal);
        watches.add(watch);
        return watch;
    }

    static final class FakeWatch implements WatchStream {

        final AtomicBoolean closed = new AtomicBoolean();
        private final Queue<List<byte[]>> frames = new ConcurrentLinkedQueue<>();
        private final Runnable signal;

        FakeWatch(Runnable signal) {
            this.signal = signal;
        }

        void send(String frame) {
            frames.add(List.of(frame.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}));
            signal.run();
        }

        /** How many frames nobody has taken yet. */
        int left() {
            return frames.size();
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public List<List<byte[]>> poll(int max) {
            List<List<byte[]>> ready = new ArrayList<>();
            while (ready.size() < max && frames.peek() != null) {
                ready.add(frames.remove());
            }
            return ready;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public List<byte[]> bookmark() {
            return List.of();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
