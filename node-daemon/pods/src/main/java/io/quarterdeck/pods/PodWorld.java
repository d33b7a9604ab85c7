package io.quarterdeck.pods;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.pods.PodStatus.NodeFacts;
import io.quarterdeck.volumes.ConfigSource;
import io.quarterdeck.volumes.PodVolumes;
import java.time.Duration;
import java.time.InstantSource;

/** What all workers of a node share. */
interface PodWorld {

    ContainerRuntime runtime();

    ApiClient api();

    EventRecorder events();

    InstantSource clock();

    NodeSettings node();

    NodeFacts facts();

    PodVolumes volumes();

    ConfigSource configs();

    Handlers handlers();

    ContainerStarter starter();

    StartLane lane();

    PodFiles files();

    PodCgroups cgroups();

    PodMetrics metrics();

    /** How long a worker may sleep at most: the safety net under lost events. */
    Duration resync();

    /** Changes of this sandbox or container concern this worker. */
    void owns(String id, PodWorker worker);

    /** The worker has nothing left to do. */
    void ended(PodWorker worker);
}
