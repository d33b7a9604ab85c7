package io.quarterdeck.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.quarterdeck.apiserver.protobuf.Shapes.Place;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProtobufWriterTest {

    private static final String META = MessageNames.META;
    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";
    private static final int DEPTH = 7;

    private final Shapes shapes = Shapes.load();
    private final ProtobufBody reader = new ProtobufBody(shapes);
    private final ProtobufWriter writer = new ProtobufWriter(shapes);

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private byte[] written(String... pieces) {
        List<byte[]> json = new ArrayList<>();
        for (String piece : pieces) {
            json.add(json(piece));
        }
        ApiAnswer answer = writer.answer(new ApiAnswer(200, ApiAnswer.JSON, json, List.of()));
        assertThat(answer.contentType()).isEqualTo("application/vnd.kubernetes.protobuf");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        answer.pieces().forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private static Unknown envelope(byte[] answer) throws InvalidProtocolBufferException {
        assertThat(new String(answer, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("k8s\0");
        return Unknown.parseFrom(ByteBuffer.wrap(answer, 4, answer.length - 4));
    }

    @Test
    void theOfficialClassesReadAPod() throws Exception {
        Unknown envelope = envelope(written("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'a','creationTimestamp':'2026-03-01T12:00:00Z',
                'labels':{'app':'web','empty':''},'ownerReferences':[{'name':'o','controller':true},{'name':'p'}]},
                'spec':{'terminationGracePeriodSeconds':0,'volumes':[{'name':'v','configMap':{'name':'c','optional':false}}],
                'containers':[{'name':'main','resources':{'limits':{'cpu':'500m'}},'env':[],
                'livenessProbe':{'httpGet':{'port':'web'},'periodSeconds':5},
                'readinessProbe':{'tcpSocket':{'port':80}},'unknown':{'a':1}}],
                'ephemeralContainers':[{'name':'e','image':'i','targetContainerName':'main'}]},
                'status':{'phase':'Running','podIP':null}}"""));
        assertThat(envelope.getTypeMeta().getApiVersion()).isEqualTo("v1");
        assertThat(envelope.getTypeMeta().getKind()).isEqualTo("Pod");
        V1.Pod pod = V1.Pod.parseFrom(envelope.getRaw());
        assertThat(pod.getMetadata().getCreationTimestamp().getSeconds()).isEqualTo(1_772_366_400L);
        assertThat(pod.getMetadata().getLabelsMap()).containsOnly(Map.entry("app", "web"), Map.entry("empty", ""));
        assertThat(pod.getMetadata().getOwnerReferences(0).getName()).isEqualTo("o");
        assertThat(pod.getMetadata().getOwnerReferences(0).getController()).isTrue();
        assertThat(pod.getSpec().hasTerminationGracePeriodSeconds()).isTrue();
        V1.ConfigMapVolumeSource source =
                pod.getSpec().getVolumes(0).getVolumeSource().getConfigMap();
        assertThat(source.getLocalObjectReference().getName()).isEqualTo("c");
        assertThat(source.hasOptional()).isTrue();
        V1.Container main = pod.getSpec().getContainers(0);
        assertThat(main.getResources().getLimitsMap().get("cpu"))
                .isNotNull()
                .satisfies(cpu -> assertThat(cpu.getString()).isEqualTo("500m"));
        assertThat(main.getLivenessProbe().getHandler().getHttpGet().getPort().getStrVal())
                .isEqualTo("web");
        assertThat(main.getLivenessProbe().getPeriodSeconds()).isEqualTo(5);
        assertThat(main.getReadinessProbe()
                        .getHandler()
                        .getTcpSocket()
                        .getPort()
                        .getIntVal())
                .isEqualTo(80);
        V1.EphemeralContainer ephemeral = pod.getSpec().getEphemeralContainers(0);
        assertThat(ephemeral.getEphemeralContainerCommon().getName()).isEqualTo("e");
        assertThat(ephemeral.getEphemeralContainerCommon().getImage()).isEqualTo("i");
        assertThat(ephemeral.getTargetContainerName()).isEqualTo("main");
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        assertThat(pod.getUnknownFields().asMap()).isEmpty();
    }

    @Test
    void theOfficialClassesReadAList() throws Exception {
        Unknown envelope = envelope(written(
                "{'kind':'DeploymentList','apiVersion':'apps/v1','metadata':{'resourceVersion':'7','remainingItemCount':3},"
                        + "'items':[",
                "{'metadata':{'name':'a'},'spec':{'strategy':{'rollingUpdate':{'maxSurge':'25%','maxUnavailable':0}}}}",
                ",",
                "{'metadata':{'name':'b'}}",
                "]}\n"));
        V1Apps.DeploymentList list = V1Apps.DeploymentList.parseFrom(envelope.getRaw());
        assertThat(list.getMetadata().getRemainingItemCount()).isEqualTo(3);
        assertThat(list.getItemsList())
                .extracting(item -> item.getMetadata().getName())
                .containsExactly("a", "b");
        var update = list.getItems(0).getSpec().getStrategy().getRollingUpdate();
        assertThat(update.getMaxSurge().getStrVal()).isEqualTo("25%");
        assertThat(update.getMaxUnavailable().hasIntVal()).isTrue();
        assertThat(V1.ConfigMapList.parseFrom(
                                envelope(written("{'kind':'ConfigMapList','apiVersion':'v1','metadata':{},'items':[]}"))
                                        .getRaw())
                        .getItemsCount())
                .isZero();
    }

    @Test
    void theOfficialClassesReadAStatusAndAnEvent() throws Exception {
        String status = "{'kind':'Status','apiVersion':'v1','metadata':{},'status':'Failure','reason':'NotFound',"
                + "'details':{'causes':[{'field':'a'}],'retryAfterSeconds':1},'code':404}";
        Meta.Status read = Meta.Status.parseFrom(envelope(written(status)).getRaw());
        assertThat(read.getCode()).isEqualTo(404);
        assertThat(read.getDetails().getCauses(0).getField()).isEqualTo("a");

        List<byte[]> frame = writer.event(List.of(json("{'type':'ADDED','object':"), json(status), json("}\n")));
        assertThat(ByteBuffer.wrap(frame.get(0)).getInt()).isEqualTo(frame.get(1).length);
        Meta.WatchEvent event = Meta.WatchEvent.parseFrom(frame.get(1));
        assertThat(event.getType()).isEqualTo("ADDED");
        byte[] object = event.getObject().getRaw().toByteArray();
        assertThat(Meta.Status.parseFrom(envelope(object).getRaw()).getReason()).isEqualTo("NotFound");
    }

    @Test
    void leavesWhatHasNoMessageAsItIs() {
        ApiAnswer table = ApiAnswer.json(200, json("{'kind':'Table','apiVersion':'meta.k8s.io/v1','rows':[]}"));
        assertThat(writer.answer(table)).isSameAs(table);
        ApiAnswer custom = ApiAnswer.json(200, json("{'apiVersion':'apps.example.org/v1','kind':'Deployment'}"));
        assertThat(writer.answer(custom)).isSameAs(custom);
    }

    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 20).boxed().toList() : List.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void readsBackWhateverItWrites(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Kind kind : BuiltInKinds.load().all()) {
            String apiVersion = kind.type().apiVersion();
            String name = MessageNames.of(apiVersion, kind.type().kind());
            if (shapes.places(name) == null) {
                continue;
            }
            ObjectNode object = Json.object()
                    .put("apiVersion", apiVersion)
                    .put("kind", kind.type().kind());
            object.setAll(object(name, random, 0));
            ApiAnswer answer = writer.answer(ApiAnswer.json(200, Json.encode(object)));
            JsonNode read = Json.parse(reader.toJson(answer.pieces().getFirst()));
            assertThat(read).as(name).isEqualTo(Json.parse(Json.encode(object)));
        }
    }

    /** Something that says something in every field that it has: zeros are another test's. */
    private ObjectNode object(String message, SplittableRandom random, int depth) {
        ObjectNode object = Json.object();
        Map<String, Place> places = shapes.places(message);
        if (places == null) {
            throw new IllegalStateException("there is no message " + message);
        }
        for (String name : new TreeSet<>(places.keySet())) {
            Place place = places.get(name);
            if (place == null || depth > DEPTH || random.nextInt(1 + depth) > 0) {
                continue;
            }
            String type = place.field().type();
            switch (place.field().count()) {
                case ONE -> object.set(name, value(type, random, depth));
                case LIST -> object.set(name, list(type, random, depth));
                case MAP ->
                    object.putObject(name)
                            .<ObjectNode>set("k", value(type, random, depth))
                            .set("l", value(type, random, depth));
            }
        }
        return object;
    }

    private ArrayNode list(String type, SplittableRandom random, int depth) {
        return Json.array().add(value(type, random, depth)).add(value(type, random, depth));
    }

    private JsonNode value(String type, SplittableRandom random, int depth) {
        int number = 1 + random.nextInt(1000);
        String text = switch (type) {
            case "string" -> "\"t" + number + "\"";
            case "bool" -> "true";
            case "int" -> Integer.toString(number);
            case "double" -> number + ".5";
            case "bytes" -> "\"QUI=\"";
            case META + "Time" -> "\"2026-01-02T03:04:" + (10 + number % 50) + "Z\"";
            case META + "MicroTime" -> "\"2026-01-02T03:04:05.000" + (100 + number % 900) + "Z\"";
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> "\"" + number + "Mi\"";
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" ->
                number % 2 == 0 ? Integer.toString(number) : "\"" + number + "%\"";
            case META + "FieldsV1", "k8s.io.apimachinery.pkg.runtime.RawExtension", EXTENSIONS + "JSON" ->
                "{\"a\":[" + number + "]}";
            case META + "Verbs",
                    "k8s.io.api.authentication.v1.ExtraValue",
                    "k8s.io.api.authorization.v1.ExtraValue",
                    "k8s.io.api.certificates.v1.ExtraValue" -> "[\"a\",\"b\"]";
            case EXTENSIONS + "JSONSchemaPropsOrArray" -> number % 2 == 0 ? "[{\"type\":\"a\"}]" : "{\"type\":\"b\"}";
            case EXTENSIONS + "JSONSchemaPropsOrStringArray" -> number % 2 == 0 ? "[\"a\"]" : "{\"type\":\"b\"}";
            case EXTENSIONS + "JSONSchemaPropsOrBool" -> number % 2 == 0 ? "true" : "{\"type\":\"b\"}";
            default -> "";
        };
        return text.isEmpty() ? object(type, random, depth + 1) : Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messagesHaveEveryFieldOfTheirKinds() {
        Set<String> missing = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        int checked = 0;
        for (Kind kind : BuiltInKinds.load().all()) {
            String name = MessageNames.of(kind.type().apiVersion(), kind.type().kind());
            if (shapes.places(name) != null) {
                checked++;
                compare(name, kind.schema(), missing, seen);
            }
        }
        assertThat(checked).isGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    private void compare(String message, Schema schema, Set<String> missing, Set<String> seen) {
        Map<String, Place> places = shapes.places(message);
        if (places == null || schema.properties().isEmpty() || !seen.add(message)) {
            return;
        }
        schema.properties().forEach((field, type) -> {
            Place place = places.get(field);
            if (place == null) {
                if (!field.equals("apiVersion") && !field.equals("kind")) {
                    missing.add(message + "." + field);
                }
                return;
            }
            Schema inner = switch (place.field().count()) {
                case ONE -> type;
                case LIST -> type.items();
                case MAP -> type.additionalProperties();
            };
            compareInner(place.field().type(), inner, missing, seen);
        });
    }

    private void compareInner(String message, @Nullable Schema schema, Set<String> missing, Set<String> seen) {
        if (schema != null) {
            compare(message, schema, missing, seen);
        }
    }
}
