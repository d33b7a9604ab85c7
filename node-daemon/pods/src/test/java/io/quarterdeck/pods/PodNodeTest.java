package io.quarterdeck.pods;

import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.FakeRuntime;
import java.time.InstantSource;

final class PodNodeTest extends PodNodeContractTest {

    private final FakeRuntime runtime = new FakeRuntime(InstantSource.system()).withImage(Pods.IMAGE);

    @Override
    ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    String lasting() {
        return "sleep";
    }

    @Override
    String ending(int code) {
        return "exit " + code;
    }
}
