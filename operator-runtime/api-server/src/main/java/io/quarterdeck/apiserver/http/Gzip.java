package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.ApiAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses large answers for clients that ask for it. Takes milliseconds a megabyte: not for an event loop. */
final class Gzip {

    /** As Kubernetes: below this, compressing costs more than sending. */
    private static final int WORTHWHILE = 128 * 1024;

    private static final int BUFFER = 32 * 1024;

    private Gzip() {}

    static boolean wanted(@Nullable String acceptEncoding, ApiAnswer answer) {
        return acceptEncoding != null
                && acceptEncoding.contains("gzip")
                && !acceptEncoding.contains("gzip;q=0")
                && answer.length() > WORTHWHILE;
    }

    static ApiAnswer compress(ApiAnswer answer) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(BUFFER);
        try (GZIPOutputStream gzip = new Fast(compressed)) {
            for (byte[] piece : answer.pieces()) {
                gzip.write(piece);
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return new ApiAnswer(answer.code(), answer.contentType(), List.of(compressed.toByteArray()), answer.warnings());
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
