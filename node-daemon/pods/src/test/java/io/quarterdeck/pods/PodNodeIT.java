package io.quarterdeck.pods;

import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.Containerd;
import io.quarterdeck.cri.CriRuntime;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same against a containerd of the test's own. */
final class PodNodeIT extends PodNodeContractTest {

    @TempDir
    static Path home;

    private static Containerd containerd;
    private static CriRuntime runtime;

    @BeforeAll
    static void startContainerd() throws IOException, InterruptedException {
        containerd = Containerd.start(home);
        containerd.importBusybox(Pods.IMAGE);
        runtime = new CriRuntime(containerd.socket());
    }

    @AfterAll
    static void stopContainerd() throws InterruptedException {
        runtime.close();
        containerd.close();
    }

    @Override
    ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    String lasting() {
        return "trap exit TERM; sleep 3600 & wait";
    }

    @Override
    String ending(int code) {
        return "exit " + code;
    }
}
