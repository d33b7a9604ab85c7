package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.DEPLOYMENTS;
import static io.quarterdeck.machinery.TestApi.PODS;
import static io.quarterdeck.machinery.TestApi.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Server-side apply, as a client sees it. */
final class ApplyTest {

    private static final String MAP = CONFIG_MAPS + "/a";
    private static final String WEB = DEPLOYMENTS + "/web";

    private final TestApi api = new TestApi();

    private TestApi.Answer apply(String url, String manager, String yaml) {
        return send(url + "?fieldManager=" + manager, yaml);
    }

    private TestApi.Answer force(String url, String manager, String yaml) {
        return send(url + "?force=true&fieldManager=" + manager, yaml);
    }

    private TestApi.Answer send(String url, String yaml) {
        return api.send("PATCH", url, "application/apply-patch+yaml", "", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String map(String rest) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n" + rest;
    }

    private static String web(String spec) {
        return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n" + spec.indent(2);
    }

    private static final String WHOLE = web("""
            replicas: 2
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec: {containers: [{name: c, image: i}]}
            """);

    private static List<String> managers(JsonNode object) {
        List<String> managers = new ArrayList<>();
        for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
            String subresource = Json.text(entry, "subresource");
            managers.add(Json.text(entry, "manager") + " " + Json.text(entry, "operation")
                    + (subresource.isEmpty() ? "" : " " + subresource));
        }
        return managers;
    }

    private static String fields(JsonNode object, String manager) {
        for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
            if (Json.text(entry, "manager").equals(manager)) {
                return entry.get("fieldsV1").toString().replace('"', '\'');
            }
        }
        return "";
    }

    @Test
    void makesAnObjectAndChangesIt() {
        TestApi.Answer made = apply(MAP, "m", map("data: {k: v, l: w}"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(managers(made.body())).containsExactly("m Apply");
        assertThat(made.body().at("/metadata/managedFields/0").toString().replace('"', '\''))
                .isEqualTo("{'manager':'m','operation':'Apply','apiVersion':'v1','time':'2026-01-02T03:04:05Z',"
                        + "'fieldsType':'FieldsV1','fieldsV1':{'f:data':{'f:k':{},'f:l':{}}}}");
        TestApi.Answer changed = apply(MAP, "m", map("data: {k: x}"));
        assertThat(changed.code()).isEqualTo(200);
        assertThat(changed.body().get("data").toString()).isEqualTo("{\"k\":\"x\"}");
    }

    @Test
    void applyingTheSameIsNoWrite() {
        apply(WEB, "m", WHOLE);
        JsonNode before = api.get(WEB).body();
        long revision = api.store.revision();
        api.now = api.now.plusSeconds(60);
        assertThat(apply(WEB, "m", WHOLE).body()).isEqualTo(before);
        assertThat(api.store.revision()).isEqualTo(revision);
        // Somebody else who wants the same owns it too, and that is a change.
        assertThat(managers(apply(WEB, "n", WHOLE).body())).containsExactly("m Apply", "n Apply");
        assertThat(api.store.revision()).isEqualTo(revision + 1);
    }

    @Test
    void ofADefaultNobodyIsTheOwner() {
        JsonNode made = apply(WEB, "m", WHOLE).body();
        assertThat(fields(made, "m"))
                .isEqualTo(
                        "{'f:spec':{'f:replicas':{},'f:selector':{},'f:template':{'f:metadata':{'f:labels':{'f:app':{}}},"
                                + "'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:image':{},'f:name':{}}}}}}}");
        assertThat(apply(WEB, "n", web("revisionHistoryLimit: 3")).code()).isEqualTo(200);
        JsonNode back = apply(WEB, "n", "apiVersion: apps/v1\nkind: Deployment").body();
        assertThat(back.at("/spec/revisionHistoryLimit").asInt()).isEqualTo(10);
        assertThat(managers(back)).containsExactly("m Apply");
    }

    @Test
    void whoeverChangesAFieldTakesItAndAppliersAreTold() {
        apply(WEB, "m", WHOLE);
        api.patch(WEB + "?fieldManager=kubectl-scale", TestApi.MERGE, "{spec: {replicas: 5}}");
        TestApi.Answer refused = apply(WEB, "m", WHOLE);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.text("reason")).isEqualTo("Conflict");
        assertThat(refused.message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"kubectl-scale\" using apps/v1: .spec.replicas");
        assertThat(refused.body().at("/details/causes/0").toString().replace('"', '\''))
                .isEqualTo(
                        "{'reason':'FieldManagerConflict','message':'conflict with \\'kubectl-scale\\' using apps/v1',"
                                + "'field':'.spec.replicas'}");
        TestApi.Answer forced = force(WEB, "m", WHOLE);
        assertThat(forced.body().at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(managers(forced.body())).containsExactly("m Apply");
    }

    @Test
    void aScaleIsOwnedByWhoeverScales() {
        apply(WEB, "m", WHOLE);
        api.patch(WEB + "/scale?fieldManager=s", TestApi.MERGE, "{spec: {replicas: 4}}");
        JsonNode scaled = api.get(WEB).body();
        assertThat(managers(scaled)).containsExactly("m Apply", "s Update scale");
        assertThat(fields(scaled, "s")).isEqualTo("{'f:spec':{'f:replicas':{}}}");
        assertThat(apply(WEB, "m", WHOLE).message())
                .contains("conflict with \"s\" with subresource \"scale\" using apps/v1: .spec.replicas");
        String scale = "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: web}, spec: {replicas: 7}}";
        assertThat(apply(WEB + "/scale", "h", scale).code()).isEqualTo(409);
        TestApi.Answer applied = force(WEB + "/scale", "h", scale);
        assertThat(applied.code()).isEqualTo(200);
        assertThat(applied.body().at("/spec/replicas").asInt()).isEqualTo(7);
        assertThat(managers(api.get(WEB).body())).containsExactly("h Apply scale", "m Apply");
        assertThat(apply(DEPLOYMENTS + "/none/scale", "h", scale).code()).isEqualTo(404);
    }

    @Test
    void aStatusIsAppliedByItself() {
        apply(WEB, "m", WHOLE + "status: {replicas: 9}\n");
        assertThat(api.get(WEB).body().at("/status/replicas").asInt()).isZero();
        TestApi.Answer applied =
                apply(WEB + "/status", "m", web("replicas: 9") + "status: {observedGeneration: 1, replicas: 1}\n");
        assertThat(applied.code()).isEqualTo(200);
        assertThat(applied.body().at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(applied.body().at("/status/replicas").asInt()).isEqualTo(1);
        assertThat(managers(applied.body())).containsExactly("m Apply", "m Apply status");
        TestApi.Answer again = apply(WEB, "m", WHOLE);
        assertThat(again.body().at("/status/replicas").asInt()).isEqualTo(1);
        TestApi.Answer less = apply(WEB + "/status", "m", web("{}") + "status: {replicas: 1}\n");
        assertThat(less.body().get("status").toString()).isEqualTo("{\"replicas\":1}");
        assertThat(apply(DEPLOYMENTS + "/none/status", "m", web("{}").replace("web", "none"))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void whoAppliesMustSayWho() {
        TestApi.Answer nameless = send(MAP, map(""));
        assertThat(nameless.code()).isEqualTo(422);
        assertThat(nameless.message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        TestApi.Answer forced = api.patch(MAP + "?force=true", TestApi.MERGE, "{data: {a: b}}");
        assertThat(forced.code()).isEqualTo(422);
        assertThat(forced.message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply"
                                + " patch");
        assertThat(apply(MAP, "x".repeat(129), map("")).code()).isEqualTo(422);
    }

    @Test
    void refusesWhatCannotBeApplied() {
        assertThat(apply(MAP, "m", "kind: ConfigMap").code()).isEqualTo(400);
        assertThat(apply(MAP, "m", "apiVersion: v1").code()).isEqualTo(400);
        assertThat(apply(MAP, "m", map("data: {").toString()).code()).isEqualTo(400);
        assertThat(apply(MAP, "m", "[]").code()).isEqualTo(400);
        assertThat(apply(MAP, "m", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}")
                        .code())
                .isEqualTo(400);
        TestApi.Answer version = apply(WEB, "m", "apiVersion: apps/v1beta1\nkind: Deployment");
        assertThat(version.code()).isEqualTo(400);
        assertThat(version.message())
                .isEqualTo(
                        "Incorrect version specified in apply patch. Specified patch version: apps/v1beta1, expected:"
                                + " apps/v1");
        TestApi.Answer managed =
                apply(MAP, "m", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, managedFields: [{}]}");
        assertThat(managed.code()).isEqualTo(400);
        assertThat(managed.message()).isEqualTo("metadata.managedFields must be nil");
        TestApi.Answer unknown = apply(WEB, "m", web("foo: 1"));
        assertThat(unknown.code()).isEqualTo(400);
        assertThat(unknown.message())
                .isEqualTo(
                        "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.foo: field"
                                + " not declared in schema");
        TestApi.Answer twice =
                apply(WEB, "m", web("template: {spec: {containers: [{name: c}, {name: c, env: [{}]}]}}"));
        assertThat(twice.message())
                .endsWith("errors:\n  .spec.template.spec.containers: duplicate entries for key [name=\"c\"]\n"
                        + "  .spec.template.spec.containers[name=\"c\"].env: element 0: associative list with keys has an"
                        + " element that omits key field \"name\" (and doesn't have default value)");
        assertThat(apply(WEB, "m", web("replicas: many")).code()).isEqualTo(400);
        assertThat(send(MAP + "?fieldManager=m&fieldValidation=Strict", map("data: {a: b}\ndata: {a: c}"))
                        .message())
                .startsWith("error strict decoding YAML: line ")
                .endsWith(": key \"data\" already set in map");
        assertThat(send(CONFIG_MAPS + "?fieldManager=m", map("")).code()).isEqualTo(405);
        assertThat(apply(WEB, "m", web("{}")).code()).isEqualTo(422);
        assertThat(api.get(CONFIG_MAPS).body().get("items")).isEmpty();
    }

    @Test
    void anEmptyListOfManagedFieldsIsNone() {
        String empty = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, managedFields: []}";
        assertThat(managers(apply(MAP, "m", empty).body())).isEmpty();
    }

    @Test
    void whatTheConfigurationSaysOfIdentityIsACondition() {
        TestApi.Answer ghost = apply(MAP, "m", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, uid: x}");
        assertThat(ghost.code()).isEqualTo(409);
        assertThat(ghost.message())
                .contains("uid mismatch: the provided object specified uid x, and no existing object was found");
        TestApi.Answer made = apply(MAP, "m", map("data: {k: v}"));
        String uid = made.text("metadata", "uid");
        String revision = made.text("metadata", "resourceVersion");
        String head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, ";
        assertThat(apply(MAP, "m", head + "uid: x}").code()).isEqualTo(409);
        assertThat(apply(MAP, "m", head + "resourceVersion: '1'}").code()).isEqualTo(409);
        TestApi.Answer right =
                apply(MAP, "m", head + "uid: " + uid + ", resourceVersion: '" + revision + "'}\ndata: {k: w}");
        assertThat(right.code()).isEqualTo(200);
        assertThat(fields(right.body(), "m")).isEqualTo("{'f:data':{'f:k':{}}}");
    }

    @Test
    void aDryRunLeavesNoTrace() {
        TestApi.Answer made = send(MAP + "?fieldManager=m&dryRun=All", map("data: {k: v}"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(managers(made.body())).containsExactly("m Apply");
        assertThat(api.get(MAP).code()).isEqualTo(404);
        apply(MAP, "m", map("data: {k: v}"));
        TestApi.Answer changed = send(MAP + "?fieldManager=n&dryRun=All", map("data: {l: w}"));
        assertThat(managers(changed.body())).containsExactly("m Apply", "n Apply");
        assertThat(managers(api.get(MAP).body())).containsExactly("m Apply");
    }

    @Test
    void jsonIsAppliedAsYamlIs() {
        String json = " {\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}}\n";
        assertThat(apply(MAP, "m", json).code()).isEqualTo(201);
        assertThat(apply(MAP, "m", "{apiVersion: v1, kind: ConfigMap, data: {a: b}}")
                        .text("data", "a"))
                .isEqualTo("b");
    }

    @Test
    void whatTheServerChoosesMayBeChosenByAnybody() {
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: s}
                spec: {selector: {a: b}, ports: [{port: 80}]}
                """;
        JsonNode made = apply(SERVICES + "/s", "m", service).body();
        assertThat(fields(made, "m"))
                .isEqualTo("{'f:spec':{'f:ports':{'k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:port':{}}},"
                        + "'f:selector':{}}}");
        TestApi.Answer second = apply(
                SERVICES + "/s", "m", service.replace("[{port: 80}]", "[{port: 80, name: a}, {port: 81, name: b}]"));
        assertThat(second.code()).isEqualTo(200);
        assertThat(second.body().at("/spec/clusterIP")).isEqualTo(made.at("/spec/clusterIP"));
        assertThat(second.body().at("/spec/ports")).hasSize(2);
        TestApi.Answer third = apply(SERVICES + "/s", "m", service.replace("80", "81"));
        assertThat(third.body().at("/spec/ports")).hasSize(1);
    }

    @Test
    void aPodIsAppliedWhateverElseWasPutIntoIt() {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n";
        assertThat(apply(PODS + "/p", "m", pod).code()).isEqualTo(201);
        String bind = "{target: {kind: Node, name: n}}";
        assertThat(api.post(PODS + "/p/binding", bind).code()).isEqualTo(201);
        long revision = api.store.revision();
        assertThat(apply(PODS + "/p", "m", pod).code()).isEqualTo(200);
        assertThat(api.store.revision()).isEqualTo(revision);
        assertThat(apply(PODS + "/p", "m", pod.replace("image: i", "image: j")).code())
                .isEqualTo(200);
    }

    @Test
    void theCauseOfA415NamesApplyAmongWhatIsTaken() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        assertThat(api.patch(MAP, "application/foo", "{}").message()).contains("application/apply-patch+yaml");
    }
}
