package io.quarterdeck.cri;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a containerd of the test's own. */
final class CriRuntimeIT extends ContainerRuntimeContractTest {

    @TempDir
    static Path folder;

    private static Containerd containerd;
    private static CriRuntime runtime;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        containerd = Containerd.start(folder);
        runtime = new CriRuntime(containerd.socket());
        containerd.importBusybox(IMAGE);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        runtime.close();
        containerd.close();
    }

    @Override
    ContainerRuntime runtime() {
        return runtime;
    }
}
