package io.quarterdeck.pods;

import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.EventRecorder.Severity;
import io.quarterdeck.model.Resources;

/** Events about one pod. */
record PodEvents(EventRecorder recorder, Pod pod) {

    static EventRecorder.Subject subject(Pod pod) {
        return new EventRecorder.Subject(Resources.PODS, pod.key(), pod.uid());
    }

    void normal(String reason, String message) {
        recorder.record(subject(pod), Severity.NORMAL, reason, message);
    }

    /** Says nothing of what was called off: a pod that is deleted while it starts has not failed. */
    void warning(String reason, String message) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        recorder.record(subject(pod), Severity.WARNING, reason, message);
    }
}
