package io.quarterdeck.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.quarterdeck.apiserver.documents.KindDocuments;
import io.quarterdeck.apiserver.http.RequestInfo;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Read back as any protobuf is, by number. */
final class OpenApiMessageTest {

    private static UnknownFieldSet message(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ByteString> parts(UnknownFieldSet message, int number) {
        return message.getField(number).getLengthDelimitedList();
    }

    private static UnknownFieldSet part(UnknownFieldSet message, int... numbers) {
        UnknownFieldSet found = message;
        for (int number : numbers) {
            found = message(parts(found, number).getFirst());
        }
        return found;
    }

    private static String text(UnknownFieldSet message, int number) {
        return parts(message, number).getFirst().toStringUtf8();
    }

    /** The value of a pair in a list of them. */
    private static UnknownFieldSet value(UnknownFieldSet message, int number, String name) {
        return parts(message, number).stream()
                .map(OpenApiMessageTest::message)
                .filter(pair -> text(pair, 1).equals(name))
                .map(pair -> part(pair, 2))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    private static ApiAnswer answer(String accept) {
        RequestInfo info = new RequestInfo("/openapi/v2", Map.of(), Attributes.ofPath("get", "/openapi/v2"), "");
        return new KindDocuments(BuiltInKinds.load()).find(info, accept).orElseThrow();
    }

    @Test
    void aDocumentHasItsPartsAtTheirNumbers() {
        String json = """
                {"swagger": "2.0", "info": {"title": "T", "version": "v1"},
                 "paths": {"/a/{n}": {"get": {"operationId": "readA", "x-kubernetes-action": "get",
                    "parameters": [{"name": "n", "in": "path", "required": true, "type": "string"},
                                   {"name": "q", "in": "query", "type": "integer"},
                                   {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/A"}}],
                    "responses": {"200": {"description": "OK", "schema": {"type": "string"}}}}}},
                 "definitions": {"A": {"type": "object", "required": ["b"], "description": "An A",
                    "properties": {"b": {"type": "array", "items": {"type": "number", "maximum": 1.5}}, "c": {"enum": ["x"]}},
                    "additionalProperties": {"type": "boolean"}, "x-list": ["k"]}},
                 "securityDefinitions": {"B": {"type": "apiKey", "name": "authorization", "in": "header"}}}
                """;
        UnknownFieldSet document = message(ByteString.copyFrom(
                OpenApiMessage.of(Json.encode(Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))))));
        assertThat(text(document, 1)).isEqualTo("2.0");
        assertThat(text(part(document, 2), 2)).isEqualTo("v1");
        UnknownFieldSet get = part(value(part(document, 8), 2, "/a/{n}"), 2);
        assertThat(text(get, 5)).isEqualTo("readA");
        assertThat(text(value(get, 13, "x-kubernetes-action"), 2)).isEqualTo("\"get\"\n");
        List<ByteString> parameters = parts(get, 8);
        assertThat(text(part(message(parameters.get(0)), 1, 2, 4), 4)).isEqualTo("n");
        assertThat(text(part(message(parameters.get(1)), 1, 2, 3), 6)).isEqualTo("integer");
        assertThat(text(part(message(parameters.get(2)), 1, 1, 5), 1)).isEqualTo("#/definitions/A");
        assertThat(text(part(value(part(get, 9), 1, "200"), 1), 1)).isEqualTo("OK");
        UnknownFieldSet schema = value(part(document, 9), 1, "A");
        assertThat(text(schema, 19)).isEqualTo("b");
        assertThat(text(part(schema, 21, 1, 22), 1)).isEqualTo("boolean");
        assertThat(text(value(schema, 31, "x-list"), 2)).isEqualTo("[\"k\"]\n");
        UnknownFieldSet items = part(value(part(schema, 25), 1, "b"), 23, 1);
        assertThat(Double.longBitsToDouble(items.getField(7).getFixed64List().getFirst()))
                .isEqualTo(1.5);
        assertThat(text(part(value(part(schema, 25), 1, "c"), 20), 2)).isEqualTo("\"x\"\n");
        assertThat(text(part(value(part(document, 13), 1, "B"), 2), 2)).isEqualTo("authorization");
    }

    @Test
    void theClustersDocumentIsGivenAsAsked() {
        ApiAnswer answer = answer(OpenApiMessage.ASKED);
        assertThat(answer.contentType()).isEqualTo(OpenApiMessage.MEDIA_TYPE);
        UnknownFieldSet document = message(ByteString.copyFrom(answer.pieces().getFirst()));
        UnknownFieldSet pod = value(part(document, 9), 1, "io.k8s.api.core.v1.Pod");
        assertThat(text(part(pod, 22), 1)).isEqualTo("object");
        assertThat(text(value(pod, 31, "x-kubernetes-group-version-kind"), 2)).contains("\"kind\":\"Pod\"");
        assertThat(parts(part(document, 8), 2)).hasSizeGreaterThan(150);
        assertThat(answer("application/json").contentType()).isEqualTo(ApiAnswer.JSON);
        assertThat(answer("application/json, " + OpenApiMessage.ASKED).contentType())
                .isEqualTo(ApiAnswer.JSON);
    }
}
