package io.quarterdeck.machinery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends, it is told what was wrong with it: nothing ends in a 5xx. */
final class NeverFailsTest {

    private static final String CORE = "/api/v1/namespaces/default/";

    /** Sound objects by the URL of their collection; the first three are also what must survive being changed. */
    private static final Map<String, String> SOUND = Map.ofEntries(
            Map.entry(CORE + "pods", """
                    metadata: {name: x, labels: {a: b}, ownerReferences: [{apiVersion: v1, kind: A, name: b, uid: c}]}
                    spec:
                      tolerations: [{key: a, operator: Exists}]
                      volumes: [{name: v, emptyDir: {}}]
                      initContainers: [{name: i, image: i}]
                      containers:
                      - {name: c, image: i, ports: [{containerPort: 80}], env: [{name: A, value: b}],
                         resources: {requests: {cpu: 1}, limits: {cpu: 2}}, volumeMounts: [{name: v, mountPath: /v}],
                         livenessProbe: {httpGet: {port: 80}}}
                    """),
            Map.entry("/apis/apps/v1/namespaces/default/deployments", """
                    metadata: {name: x, annotations: {a: b}, finalizers: [a.b/c]}
                    spec:
                      replicas: 2
                      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}
                      selector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: In, values: [b]}]}
                      template:
                        metadata: {labels: {a: b}}
                        spec: {containers: [{name: c, image: i}]}
                    """),
            Map.entry(CORE + "services", """
                    metadata: {name: x}
                    spec: {type: NodePort, selector: {a: b}, ports: [{name: p, port: 80, targetPort: web}]}
                    """),
            Map.entry(CORE + "configmaps", "{metadata: {name: x}, data: {a: b}, binaryData: {c: YQ==}}"),
            Map.entry(CORE + "secrets", "{metadata: {name: x}, type: Opaque, data: {a: YQ==}, stringData: {c: d}}"),
            Map.entry("/api/v1/namespaces", "{metadata: {name: x}, spec: {finalizers: [kubernetes]}}"),
            Map.entry("/api/v1/nodes", "{metadata: {name: x}, spec: {taints: [{key: a, effect: NoSchedule}]}}"),
            Map.entry("/apis/networking.k8s.io/v1/namespaces/default/ingresses", """
                    {metadata: {name: x}, spec: {rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix,
                     backend: {service: {name: s, port: {number: 80}}}}]}}], tls: [{hosts: [a.b]}]}}"""),
            Map.entry("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", """
                    {metadata: {name: x}, spec: {podSelector: {matchLabels: {a: b}}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8,
                     except: [10.1.0.0/16]}}], ports: [{port: 80, endPort: 90}]}]}}"""),
            Map.entry("/apis/storage.k8s.io/v1/csinodes", """
                    {metadata: {name: x}, spec: {drivers: [{name: d, nodeID: n, topologyKeys: [a], allocatable: {count: 1}}]}}"""),
            Map.entry("/apis/certificates.k8s.io/v1/certificatesigningrequests", """
                    {metadata: {name: x}, spec: {request: TUlJ, signerName: a.b/c, usages: [any], expirationSeconds: 600}}"""),
            Map.entry("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", """
                    {metadata: {name: x}, spec: {paramKind: {apiVersion: v1, kind: K}, validations: [{expression: a, message: b}],
                     matchConstraints: {resourceRules: [{operations: [CONNECT], apiGroups: [a], apiVersions: [v1], resources:
                     [b/c]}]}}}"""),
            Map.entry("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", """
                    {metadata: {name: x}, spec: {priorityLevelConfiguration: {name: l}, rules: [{subjects: [{kind: User, user:
                     {name: a}}], resourceRules: [{verbs: [get], apiGroups: [''], resources: [pods], namespaces: [a]}]}]}}"""),
            Map.entry("/apis/apiregistration.k8s.io/v1/apiservices", """
                    {metadata: {name: v1.x}, spec: {group: x, version: v1, groupPriorityMinimum: 1, versionPriority: 1}}"""),
            Map.entry("/apis/resource.k8s.io/v1/namespaces/default/resourceclaims", """
                    {metadata: {name: x}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: g, selectors: [{cel:
                     {expression: a}}]}}], constraints: [{requests: [r], matchAttribute: a}], config: [{requests: [r], opaque:
                     {driver: d, parameters: {}}}]}}}"""),
            Map.entry("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                    metadata: {name: xs.e.org}
                    spec:
                      group: e.org
                      scope: Namespaced
                      names: {plural: xs, kind: X}
                      versions:
                      - {name: v1, served: true, storage: true, subresources: {status: {}},
                         schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}
                    """),
            Map.entry(
                    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                    "{spec: {resourceAttributes: {verb: get, resource: pods}}}"),
            Map.entry(
                    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                    "{spec: {user: a, groups: [b], extra: {c: [d]}, nonResourceAttributes: {path: /x, verb: get}}}"),
            Map.entry("/apis/authentication.k8s.io/v1/tokenreviews", "{spec: {token: a, audiences: [b]}}"),
            Map.entry("/apis/apps/v1/namespaces/default/statefulsets", """
                    metadata: {name: x}
                    spec:
                      ordinals: {start: 1}
                      updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1, maxUnavailable: 10%}}
                      selector: {matchLabels: {a: b}}
                      template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                      volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes: [ReadWriteOnce]}}]
                    """),
            Map.entry("/apis/apps/v1/namespaces/default/daemonsets", """
                    metadata: {name: x}
                    spec:
                      updateStrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 2}}
                      selector: {matchLabels: {a: b}}
                      template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                    """),
            Map.entry("/apis/apps/v1/namespaces/default/controllerrevisions", """
                    metadata: {name: x, ownerReferences: [{apiVersion: v1, kind: A, name: b, uid: c, controller: true}]}
                    revision: 1
                    data: {a: b}
                    """),
            Map.entry(CORE + "replicationcontrollers", """
                    metadata: {name: x}
                    spec: {template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}
                    """),
            Map.entry(CORE + "podtemplates", """
                    metadata: {name: x}
                    template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                    """),
            Map.entry("/apis/batch/v1/namespaces/default/jobs", """
                    metadata: {name: x}
                    spec:
                      completionMode: Indexed
                      completions: 2
                      backoffLimitPerIndex: 1
                      maxFailedIndexes: 1
                      podFailurePolicy: {rules: [{action: Count, onExitCodes: {operator: In, values: [1, 2]}}]}
                      successPolicy: {rules: [{succeededCount: 1}]}
                      template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}
                    """),
            Map.entry("/apis/batch/v1/namespaces/default/cronjobs", """
                    metadata: {name: x}
                    spec: {schedule: '*/5 * * * *', timeZone: UTC, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}
                    """),
            Map.entry("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """
                    metadata: {name: x}
                    spec: {minAvailable: 50%, selector: {matchLabels: {a: b}}}
                    """),
            Map.entry("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """
                    metadata: {name: x}
                    spec:
                      scaleTargetRef: {kind: Deployment, name: d}
                      maxReplicas: 3
                      behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 5}]}}
                      metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5}}}]
                    """),
            Map.entry("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", """
                    metadata:
                      name: y
                      annotations:
                        autoscaling.alpha.kubernetes.io/metrics: '[{"type":"Pods","pods":{"metricName":"a"}}]'
                        autoscaling.alpha.kubernetes.io/behavior: '{"scaleUp":{}}'
                    spec: {scaleTargetRef: {kind: Deployment, name: d}, maxReplicas: 3, targetCPUUtilizationPercentage: 5}
                    """),
            Map.entry(CORE + "persistentvolumeclaims", """
                    metadata: {name: x}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: a}
                    """),
            Map.entry("/api/v1/persistentvolumes", """
                    metadata: {name: x}
                    spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /a}, claimRef: {name: a}}
                    """),
            Map.entry(CORE + "limitranges", """
                    metadata: {name: x}
                    spec: {limits: [{type: Container, max: {cpu: 2}, min: {cpu: 1}, maxLimitRequestRatio: {cpu: 2}}]}
                    """),
            Map.entry(CORE + "resourcequotas", """
                    metadata: {name: x}
                    spec:
                      hard: {pods: 1}
                      scopes: [BestEffort]
                      scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [a]}]}
                    """),
            Map.entry("/apis/events.k8s.io/v1/namespaces/default/events", """
                    metadata: {name: x}
                    eventTime: '2026-01-02T03:00:00.000000Z'
                    action: a
                    reason: b
                    type: Normal
                    reportingController: c
                    reportingInstance: d
                    regarding: {kind: Pod, namespace: default, name: p}
                    series: {count: 2, lastObservedTime: '2026-01-02T03:00:00.000000Z'}
                    """));

    private static final List<String> JUNK = List.of(
            "null",
            "true",
            "-1",
            "1.5",
            "99999999999999999999",
            "\"\"",
            "\"text\"",
            "\"10.96.0.5\"",
            "[]",
            "[null]",
            "[1]",
            "[[]]",
            "[{}]",
            "{}",
            "{\"a\":null}",
            "{\"a\":{\"b\":[]}}",
            "{\"name\":\"x\"}",
            "1e400");

    private final TestApi api = new TestApi();

    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 30; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void anyBodyIsAnswered(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Map.Entry<String, String> entry : SOUND.entrySet()) {
            ObjectNode sound = TestApi.yaml(entry.getValue());
            String url = entry.getKey();
            String object = url + "/" + Json.text(sound, "metadata", "name");
            api.post(url, entry.getValue());
            for (int i = 0; i < 8; i++) {
                JsonNode broken = sound.deepCopy();
                for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                    spoil(broken, random);
                }
                answered("POST", url, TestApi.JSON, broken);
                answered("PUT", object, TestApi.JSON, broken);
                answered("PUT", object + "/status", TestApi.JSON, broken);
                answered("PUT", object + "/scale", TestApi.JSON, broken);
                answered("PUT", object + "/finalize", TestApi.JSON, broken);
                answered("PUT", object + "/ephemeralcontainers", TestApi.JSON, broken);
                answered("PATCH", object + "/resize", TestApi.STRATEGIC, broken);
                answered("PATCH", object, TestApi.MERGE, broken);
                answered("PATCH", object, TestApi.STRATEGIC, broken);
                answered("PATCH", object + "/scale", TestApi.STRATEGIC, broken);
                answered("POST", object + "/binding", TestApi.JSON, broken);
                answered("POST", object + "/eviction", TestApi.JSON, broken);
                answered("POST", CORE + "serviceaccounts/default/token", TestApi.JSON, broken);
                answered("GET", url, TestApi.JSON, Json.object());
                if (random.nextInt(4) == 0) {
                    answered("DELETE", object, TestApi.JSON, broken);
                }
            }
            assertThat(api.get(url, TestApi.TABLE).code()).isLessThan(500);
        }
    }

    private void answered(String method, String url, String type, JsonNode body) {
        TestApi.Answer answer = api.send(method, url, type, "", Json.encode(body));
        assertThat(answer.code())
                .as(() -> method + " " + url + " " + type + " " + body + " -> " + answer.body())
                .isLessThan(500);
    }

    private static void spoil(JsonNode tree, SplittableRandom random) {
        List<Runnable> places = new ArrayList<>();
        places(tree, random, places);
        places.get(random.nextInt(places.size())).run();
    }

    private static void places(JsonNode node, SplittableRandom random, List<Runnable> places) {
        JsonNode junk = Json.parse(JUNK.get(random.nextInt(JUNK.size())).getBytes(StandardCharsets.UTF_8));
        switch (node) {
            case ObjectNode object -> {
                places.add(() -> object.set("x", junk));
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    String name = field.getKey();
                    JsonNode other =
                            Json.parse(JUNK.get(random.nextInt(JUNK.size())).getBytes(StandardCharsets.UTF_8));
                    places.add(() -> object.set(name, other));
                    places.add(() -> object.remove(name));
                    places(field.getValue(), random, places);
                }
            }
            case ArrayNode array -> {
                places.add(() -> array.add(junk));
                array.forEach(element -> places(element, random, places));
            }
            default -> {}
        }
    }
}
