package io.quarterdeck.cri;

import java.time.InstantSource;

final class FakeRuntimeTest extends ContainerRuntimeContractTest {

    private final FakeRuntime runtime = new FakeRuntime(InstantSource.system()).withImage(IMAGE);

    @Override
    ContainerRuntime runtime() {
        return runtime;
    }
}
