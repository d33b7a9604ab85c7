package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.PODS;
import static io.quarterdeck.machinery.TestApi.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableTest {

    private final TestApi api = new TestApi();

    /** The cells of the only row, by the name of their column. */
    private Map<String, String> row(String url) {
        JsonNode table = api.get(url, TABLE).body();
        List<JsonNode> columns = Json.items(table, "columnDefinitions");
        List<JsonNode> cells = Json.items(Json.items(table, "rows").getFirst(), "cells");
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(Json.text(columns.get(i), "name"), cells.get(i).asText());
        }
        return row;
    }

    private Map<String, String> pod(String more, String status) {
        api.delete(PODS + "/p?gracePeriodSeconds=0");
        api.post(PODS, "{metadata: {name: p}, spec: {nodeName: n1, containers: [{name: c, image: i}]" + more + "}}");
        api.patch(PODS + "/p/status", MERGE, "{status: " + status + "}");
        return row(PODS + "/p");
    }

    @Test
    void showsWhatAPodIsDoingInOneWord() {
        String init = ", initContainers: [{name: a, image: i}, {name: b, image: i}]";
        assertThat(pod("", "{phase: Pending}"))
                .containsEntry("Status", "Pending")
                .containsEntry("Ready", "0/1");
        assertThat(pod("", "{phase: Running, containerStatuses: [{name: c, ready: true, state: {running: {}}}]}"))
                .containsEntry("Status", "Running")
                .containsEntry("Ready", "1/1")
                .containsEntry("Restarts", "0");
        String crashing = "{phase: Running, containerStatuses: [{name: c, restartCount: 3, state: {waiting: {reason:"
                + " CrashLoopBackOff}}, lastState: {terminated: {finishedAt: '2026-01-02T03:02:00Z'}}}]}";
        assertThat(pod("", crashing))
                .containsEntry("Status", "CrashLoopBackOff")
                .containsEntry("Restarts", "3 (2m5s ago)");
        assertThat(pod(
                        "",
                        "{phase: Succeeded, containerStatuses: [{name: c, state: {terminated: {reason:"
                                + " Completed}}}]}"))
                .containsEntry("Status", "Completed");
        assertThat(pod(
                        init,
                        "{phase: Pending, initContainerStatuses: [{name: a, state: {terminated: {exitCode: 0}}},"
                                + " {name: b, state: {running: {}}}]}"))
                .containsEntry("Status", "Init:1/2");
        assertThat(pod(
                        init,
                        "{phase: Pending, initContainerStatuses: [{name: a, state: {waiting: {reason:"
                                + " CrashLoopBackOff}}}]}"))
                .containsEntry("Status", "Init:CrashLoopBackOff");
        pod("", "{phase: Running, podIP: 10.0.0.9}");
        api.delete(PODS + "/p");
        assertThat(row(PODS + "/p"))
                .containsEntry("Status", "Terminating")
                .containsEntry("IP", "10.0.0.9")
                .containsEntry("Node", "n1")
                .containsEntry("Nominated Node", "<none>")
                .containsEntry("Readiness Gates", "<none>");
    }

    @Test
    void agesGrow() {
        Map<String, String> ages = new LinkedHashMap<>();
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}, data: {x: y}}");
        for (long seconds : new long[] {0, 119, 200, 3600, 3 * 3600, 50 * 3600, 400 * 86400L}) {
            api.now = Instant.parse("2026-01-02T03:04:05Z").plusSeconds(seconds);
            ages.put(Long.toString(seconds), row(TestApi.CONFIG_MAPS + "/a").get("Age"));
        }
        assertThat(ages.values()).containsExactly("0s", "119s", "3m20s", "60m", "3h", "2d2h", "400d");
    }

    @Test
    void showsNodesServicesAndDeploymentsAsKubectlUsersKnowThem() {
        api.post("/api/v1/nodes", """
                metadata: {name: n, labels: {node-role.kubernetes.io/control-plane: ''}}
                spec: {unschedulable: true}
                status:
                  addresses: [{type: InternalIP, address: 10.0.0.1}]
                  conditions: [{type: Ready, status: 'True'}]
                  nodeInfo: {kubeletVersion: v1.35.0}
                """);
        assertThat(row("/api/v1/nodes/n"))
                .containsEntry("Status", "Ready,SchedulingDisabled")
                .containsEntry("Roles", "control-plane")
                .containsEntry("Version", "v1.35.0")
                .containsEntry("Internal-IP", "10.0.0.1")
                .containsEntry("External-IP", "<none>");
        api.post(TestApi.SERVICES, """
                metadata: {name: s}
                spec: {type: NodePort, clusterIP: 10.96.0.9, selector: {a: b}, ports: [{port: 80, nodePort: 30080}]}
                """);
        assertThat(row(TestApi.SERVICES + "/s"))
                .containsEntry("Type", "NodePort")
                .containsEntry("Cluster-IP", "10.96.0.9")
                .containsEntry("External-IP", "<none>")
                .containsEntry("Port(s)", "80:30080/TCP")
                .containsEntry("Selector", "a=b");
        api.post(TestApi.DEPLOYMENTS, """
                metadata: {name: d}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: i}, {name: e, image: j}]}
                """);
        api.patch(TestApi.DEPLOYMENTS + "/d/status", MERGE, "{status: {readyReplicas: 2, updatedReplicas: 3}}");
        assertThat(row(TestApi.DEPLOYMENTS + "/d"))
                .containsEntry("Ready", "2/3")
                .containsEntry("Up-to-date", "3")
                .containsEntry("Available", "0")
                .containsEntry("Containers", "c,e")
                .containsEntry("Images", "i,j")
                .containsEntry("Selector", "app=web");
    }

    @Test
    void showsRoutesClassesAndRequestsAsKubectlUsersKnowThem() {
        String ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
        api.post(ingresses, """
                metadata: {name: i}
                spec:
                  ingressClassName: nginx
                  rules: [{host: a.b}, {host: c.d}, {host: e.f}, {host: g.h}]
                  tls: [{hosts: [a.b]}]
                """);
        assertThat(row(ingresses + "/i"))
                .containsEntry("Class", "nginx")
                .containsEntry("Hosts", "a.b,c.d,e.f + 1 more...")
                .containsEntry("Address", "")
                .containsEntry("Ports", "80, 443");
        String classes = "/apis/storage.k8s.io/v1/storageclasses";
        api.post(classes, """
                metadata: {name: s, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}
                provisioner: example.com/p
                """);
        assertThat(row(classes + "/s"))
                .containsEntry("Name", "s (default)")
                .containsEntry("Provisioner", "example.com/p")
                .containsEntry("ReclaimPolicy", "Delete")
                .containsEntry("VolumeBindingMode", "Immediate")
                .containsEntry("AllowVolumeExpansion", "false");
        String priorities = "/apis/scheduling.k8s.io/v1/priorityclasses";
        api.post(priorities, "{metadata: {name: p}, value: 7}");
        assertThat(row(priorities + "/p"))
                .containsEntry("Value", "7")
                .containsEntry("Global-Default", "false")
                .containsEntry("PreemptionPolicy", "PreemptLowerPriority");
        String policies = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
        api.post(policies, "{metadata: {name: n}, spec: {podSelector: {matchLabels: {a: b}}}}");
        assertThat(row(policies + "/n")).containsEntry("Pod-Selector", "a=b");
        String services = "/apis/apiregistration.k8s.io/v1/apiservices";
        api.post(services, """
                metadata: {name: v1.x.y}
                spec: {group: x.y, version: v1, groupPriorityMinimum: 1, versionPriority: 1, service: {namespace: n, name: s}}
                """);
        assertThat(row(services + "/v1.x.y"))
                .containsEntry("Service", "n/s")
                .containsEntry("Available", "False (AggregationNotSupported)");
        String claims = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
        api.post(claims, "{metadata: {name: c}, spec: {}}");
        assertThat(row(claims + "/c")).containsEntry("State", "pending");
        String addresses = "/apis/networking.k8s.io/v1/ipaddresses";
        api.post(
                addresses,
                "{metadata: {name: 10.0.0.1}, spec: {parentRef: {resource: services, namespace: n, name: s}}}");
        assertThat(row(addresses + "/10.0.0.1")).containsEntry("ParentRef", "services/n/s");
    }

    @Test
    void showsJobsAndWhatMakesThemAsKubectlUsersKnowThem() {
        String template = "template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}";
        String jobs = "/apis/batch/v1/namespaces/default/jobs";
        api.post(jobs, "{metadata: {name: j}, spec: {completions: 3, " + template + "}}");
        assertThat(row(jobs + "/j"))
                .containsEntry("Status", "Running")
                .containsEntry("Completions", "0/3")
                .containsEntry("Duration", "");
        api.patch(
                jobs + "/j/status",
                MERGE,
                "{status: {succeeded: 3, startTime: '2026-01-02T03:00:00Z', completionTime: '2026-01-02T03:00:42Z',"
                        + " conditions: [{type: Complete, status: 'True'}]}}");
        assertThat(row(jobs + "/j"))
                .containsEntry("Status", "Complete")
                .containsEntry("Completions", "3/3")
                .containsEntry("Duration", "42s")
                .containsEntry("Containers", "c");
        String cronJobs = "/apis/batch/v1/namespaces/default/cronjobs";
        api.post(
                cronJobs, "{metadata: {name: k}, spec: {schedule: '@daily', jobTemplate: {spec: {" + template + "}}}}");
        api.patch(
                cronJobs + "/k/status",
                MERGE,
                "{status: {active: [{name: k-1}], lastScheduleTime: '2026-01-02T03:04:00Z'}}");
        assertThat(row(cronJobs + "/k"))
                .containsEntry("Schedule", "@daily")
                .containsEntry("Timezone", "<none>")
                .containsEntry("Suspend", "False")
                .containsEntry("Active", "1")
                .containsEntry("Last Schedule", "5s")
                .containsEntry("Images", "i")
                .containsEntry("Selector", "<none>");
    }

    @Test
    void showsVolumesAndPoliciesAsKubectlUsersKnowThem() {
        String volumes = "/api/v1/persistentvolumes";
        api.post(
                volumes,
                "{metadata: {name: v}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteMany, ReadWriteOnce],"
                        + " hostPath: {path: /a}, claimRef: {namespace: default, name: c}, storageClassName: fast}}");
        assertThat(row(volumes + "/v"))
                .containsEntry("Capacity", "1Gi")
                .containsEntry("Access Modes", "RWO,RWX")
                .containsEntry("Reclaim Policy", "Retain")
                .containsEntry("Status", "Pending")
                .containsEntry("Claim", "default/c")
                .containsEntry("StorageClass", "fast")
                .containsEntry("VolumeAttributesClass", "<unset>")
                .containsEntry("VolumeMode", "Filesystem");
        String claims = "/api/v1/namespaces/default/persistentvolumeclaims";
        api.post(
                claims,
                "{metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}");
        assertThat(row(claims + "/c"))
                .containsEntry("Volume", "")
                .containsEntry("Capacity", "")
                .containsEntry("Access Modes", "");
        String quotas = "/api/v1/namespaces/default/resourcequotas";
        api.post(quotas, "{metadata: {name: q}, spec: {hard: {pods: 4}}}");
        api.patch(
                quotas + "/q/status",
                MERGE,
                "{status: {hard: {pods: '4', limits.cpu: '2', requests.cpu: '1'}, used: {pods: '1'}}}");
        assertThat(row(quotas + "/q"))
                .containsEntry("Request", "pods: 1/4, requests.cpu: 0/1")
                .containsEntry("Limit", "limits.cpu: 0/2");
        String budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        api.post(budgets, "{metadata: {name: b}, spec: {minAvailable: 50%}}");
        assertThat(row(budgets + "/b"))
                .containsEntry("Min Available", "50%")
                .containsEntry("Max Unavailable", "N/A")
                .containsEntry("Allowed Disruptions", "0");
        String revisions = "/apis/apps/v1/namespaces/default/controllerrevisions";
        api.post(
                revisions,
                "{metadata: {name: r, ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: d, uid: u,"
                        + " controller: true}]}, revision: 2, data: {}}");
        assertThat(row(revisions + "/r"))
                .containsEntry("Controller", "daemonset.apps/d")
                .containsEntry("Revision", "2");
    }

    @Test
    void aWatchSendsTheColumnsOnce() {
        ApiRequest request = new ApiRequest(
                User.ANONYMOUS,
                "GET",
                TestApi.CONFIG_MAPS,
                Map.of("watch", List.of("1"), "includeObject", List.of("Object")),
                "",
                TABLE,
                "",
                new byte[0]);
        WatchStream watch = api.api.watch(request, () -> {});
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}}");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: b}}");
        List<JsonNode> frames = TestApi.frames(watch);
        assertThat(Json.items(frames.get(0), "object", "columnDefinitions")).isNotEmpty();
        assertThat(Json.items(frames.get(1), "object", "columnDefinitions")).isEmpty();
        JsonNode row = Json.items(frames.get(1), "object", "rows").getFirst();
        assertThat(Json.text(row, "object", "kind")).isEqualTo("ConfigMap");
    }
}
