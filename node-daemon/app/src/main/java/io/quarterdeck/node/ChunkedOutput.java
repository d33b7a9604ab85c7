package io.quarterdeck.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A body of unknown length, in chunks: one a flush, or when enough has gathered. */
final class ChunkedOutput extends OutputStream {

    private static final int CHUNK_BYTES_MAX = 32 << 10;

    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        gathered.write(octet);
        writeIfFull();
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        gathered.write(bytes, from, count);
        writeIfFull();
    }

    private void writeIfFull() throws IOException {
        if (gathered.size() >= CHUNK_BYTES_MAX) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (gathered.size() > 0) {
            out.write(Integer.toHexString(gathered.size()).getBytes(StandardCharsets.US_ASCII));
            out.write(LINE_END);
            gathered.writeTo(out);
            out.write(LINE_END);
            gathered.reset();
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
