package io.quarterdeck.store.embedded;

import static io.quarterdeck.store.contract.Drafts.CONFIG_MAPS;
import static io.quarterdeck.store.contract.Drafts.creation;
import static io.quarterdeck.store.contract.Drafts.deletion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that is really full. Mounting one takes root; without it, the test is skipped. */
@Timeout(120)
class FullDiskIT {

    @TempDir
    Path mountPoint;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", mountPoint.toString()))
                .as("the right to mount")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", mountPoint.toString());
    }

    @Test
    void answersWritersKeepsReadersAndGoesOnWhenThereIsRoomAgain() throws Exception {
        List<KubeObject> written = new ArrayList<>();
        Path ballast = mountPoint.resolve("ballast");
        try (EmbeddedStore store = EmbeddedStore.open(mountPoint.resolve("store"))) {
            written.add(store.commit(creation(CONFIG_MAPS, "default", "first", "")));
            fill(ballast);
            int refused = 0;
            for (int i = 0; refused < 5; i++) {
                try {
                    written.add(store.commit(creation(CONFIG_MAPS, "default", "n" + i, "x".repeat(50_000))));
                } catch (StoreException.Unavailable e) {
                    refused++;
                    assertThat(store.revision()).isEqualTo(written.getLast().revision());
                    assertThat(store.snapshot(CONFIG_MAPS).size()).isEqualTo(written.size());
                }
            }
            Files.delete(ballast);
            store.commit(deletion(CONFIG_MAPS, written.removeFirst()));
            written.add(store.commit(creation(CONFIG_MAPS, "default", "last", "")));
        }
        try (EmbeddedStore again = EmbeddedStore.open(mountPoint.resolve("store"))) {
            assertThat(again.snapshot(CONFIG_MAPS).all())
                    .toIterable()
                    .extracting(KubeObject::revision)
                    .containsExactlyInAnyOrderElementsOf(
                            written.stream().map(KubeObject::revision).toList());
            assertThat(again.revision()).isEqualTo(written.getLast().revision());
        }
    }

    /** Leaves room for a few objects, so that the disk fills up in the middle of a write. */
    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[64 << 10];
        long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
        try (var out = Files.newOutputStream(ballast)) {
            for (long left = free - (1 << 20); left > 0; left -= block.length) {
                out.write(block);
            }
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
