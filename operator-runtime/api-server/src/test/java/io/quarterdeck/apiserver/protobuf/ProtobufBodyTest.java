package io.quarterdeck.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ProtobufBodyTest {

    /** What kubectl 1.32 sends for {@code create configmap a --from-literal=x=y}. */
    private static final byte[] CONFIG_MAP = HexFormat.of()
            .parseHex("6b3873000a0f0a02763112" + "09436f6e6669674d6170121b0a110a016112001a002200" + "2a00320038004200"
                    + "12060a017812" + "01791a002200");

    private final ProtobufBody reader = new ProtobufBody(Shapes.load());

    @Test
    void readsWhatKubectlSends() {
        assertThat(Json.parse(reader.toJson(CONFIG_MAP)))
                .isEqualTo(json("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'x':'y'}}"));
    }

    @Test
    void writesQuantitiesInlinedSourcesAndZeroesAsJsonDoes() {
        byte[] quantity = message(field(1, "500m"));
        byte[] limits = message(field(1, "cpu"), field(2, quantity));
        byte[] container = message(field(1, "main"), field(8, message(field(1, limits))));
        byte[] volume = message(field(1, "data"), field(2, message(field(2, message()))));
        // restartPolicy "" and hostNetwork false say nothing, automountServiceAccountToken false does.
        byte[] spec = message(
                field(1, volume), field(2, container), field(3, ""), number(11, 0), number(21, 0), number(4, 0));

        assertThat(Json.parse(reader.toJson(envelope("v1", "Pod", message(field(2, spec))))))
                .isEqualTo(json("{'apiVersion':'v1','kind':'Pod','spec':{'volumes':[{'name':'data','emptyDir':{}}],"
                        + "'containers':[{'name':'main','resources':{'limits':{'cpu':'500m'}}}],"
                        + "'automountServiceAccountToken':false,'terminationGracePeriodSeconds':0}}"));
    }

    @Test
    void readsTimesAndEitherNumberOrText() {
        byte[] time = message(number(1, 1_772_366_400L));
        byte[] port = message(number(3, 80), field(4, message(number(1, 1), field(3, "http"))));
        byte[] service = message(field(1, message(field(8, time))), field(2, message(field(1, port))));

        assertThat(Json.parse(reader.toJson(envelope("v1", "Service", service))))
                .isEqualTo(json("{'apiVersion':'v1','kind':'Service','metadata':{'creationTimestamp':"
                        + "'2026-03-01T12:00:00Z'},'spec':{'ports':[{'port':80,'targetPort':'http'}]}}"));
    }

    /** {@code kubectl create ingress} speaks protobuf. */
    @Test
    void readsTheRulesOfAnIngress() {
        byte[] path = message(field(1, "/"), field(3, "Prefix"));
        byte[] rule = message(field(1, "a.b"), field(2, message(field(1, message(field(1, path))))));
        byte[] ingress = message(field(2, message(field(3, rule))));

        assertThat(Json.parse(reader.toJson(envelope("networking.k8s.io/v1", "Ingress", ingress))))
                .isEqualTo(json("{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','spec':{'rules':[{'host':'a.b',"
                        + "'http':{'paths':[{'path':'/','pathType':'Prefix'}]}}]}}"));
    }

    @Test
    void readsEveryGroup() {
        byte[] lease = message(field(1, message(field(1, "a"))), field(2, message(field(1, ""), number(5, 0))));
        assertThat(Json.parse(reader.toJson(envelope("coordination.k8s.io/v1", "Lease", lease))))
                .isEqualTo(json("{'apiVersion':'coordination.k8s.io/v1','kind':'Lease','metadata':{'name':'a'},"
                        + "'spec':{'holderIdentity':'','leaseTransitions':0}}"));
        byte[] target = message(field(1, "cpu"), field(2, message(field(1, "Utilization"), number(4, 70))));
        byte[] metric = message(field(1, "Resource"), field(4, target));
        byte[] autoscaler = message(field(2, message(number(2, 0), number(3, 9), field(4, metric))));
        assertThat(Json.parse(reader.toJson(envelope("autoscaling/v2", "HorizontalPodAutoscaler", autoscaler))))
                .isEqualTo(
                        json("{'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler','spec':{'minReplicas':0,"
                                + "'maxReplicas':9,'metrics':[{'type':'Resource','resource':{'name':'cpu','target':"
                                + "{'type':'Utilization','averageUtilization':70}}}]}}"));
        byte[] service = message(field(1, "n"), field(2, "s"));
        byte[] apiService = message(field(2, message(field(1, service), field(2, "g"))));
        assertThat(Json.parse(reader.toJson(envelope("apiregistration.k8s.io/v1", "APIService", apiService))))
                .isEqualTo(json("{'apiVersion':'apiregistration.k8s.io/v1','kind':'APIService','spec':{'service':"
                        + "{'namespace':'n','name':'s'},'group':'g'}}"));
    }

    @Test
    void namesAFieldAsJsonDoes() {
        byte[] reference = message(field(1, "Pod"), field(2, "v1"), field(3, "a"), field(4, "u-1"));
        byte[] request = message(field(2, message(field(3, reference))));

        assertThat(Json.parse(reader.toJson(envelope("authentication.k8s.io/v1", "TokenRequest", request))))
                .isEqualTo(json("{'apiVersion':'authentication.k8s.io/v1','kind':'TokenRequest','spec':"
                        + "{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'a','uid':'u-1'}}}"));
    }

    @Test
    void refusesWhatIsNoSuchBody() {
        assertCode("hello".getBytes(StandardCharsets.US_ASCII), 400);
        assertCode(envelope("example.org/v1", "Unknown", message()), 415);
    }

    @Test
    void refusesAnyDamagedBodyWithoutHarm() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = CONFIG_MAP.clone();
            damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            try {
                reader.toJson(damaged);
            } catch (ApiException e) {
                assertThat(e.status().code()).isBetween(400, 415);
            }
        }
    }

    private void assertCode(byte[] body, int code) {
        assertThatThrownBy(() -> reader.toJson(body))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().code()).isEqualTo(code));
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) {
        // Numbers are compared by value: what is read off the wire is always wide.
        return Json.parse(Json.encode(Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] envelope(String apiVersion, String kind, byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        out.writeBytes(message(field(1, message(field(1, apiVersion), field(2, kind))), field(2, raw)));
        return out.toByteArray();
    }

    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] field(int number, byte[] value) {
        return message(varint(((long) number << 3) | 2), varint(value.length), value);
    }

    private static byte[] number(int number, long value) {
        return message(varint((long) number << 3), varint(value));
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }
}
