package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.CustomKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Kinds and values for the tests of this package; JSON with single quotes. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final KindRegistry KINDS = BuiltInKinds.load();
    static final Kind DEPLOYMENT = KINDS.byKind("apps", "v1", "Deployment").orElseThrow();
    static final Kind CONFIG_MAP = KINDS.byKind("", "v1", "ConfigMap").orElseThrow();
    static final Kind THING = CustomKinds.parse(json("""
            {'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition',
             'metadata': {'name': 'things.example.org'},
             'spec': {'group': 'example.org', 'scope': 'Namespaced',
               'names': {'plural': 'things', 'kind': 'Thing'},
               'versions': [{'name': 'v1', 'served': true, 'storage': true,
                 'schema': {'openAPIV3Schema': {'type': 'object', 'properties': {
                   'spec': {'type': 'object', 'properties': {
                     'size': {'type': 'integer'},
                     'tags': {'type': 'array', 'x-kubernetes-list-type': 'set', 'items': {'type': 'string'}},
                     'ports': {'type': 'array', 'x-kubernetes-list-type': 'map',
                               'x-kubernetes-list-map-keys': ['port', 'protocol'],
                               'items': {'type': 'object', 'required': ['port'], 'properties': {
                                 'port': {'type': 'integer'},
                                 'protocol': {'type': 'string', 'default': 'TCP'},
                                 'note': {'type': 'string'}, 'more': {'type': 'string'}}}},
                     'words': {'type': 'array', 'items': {'type': 'string'}},
                     'whole': {'type': 'object', 'x-kubernetes-map-type': 'atomic',
                               'additionalProperties': {'type': 'string'}},
                     'map': {'type': 'object', 'additionalProperties': {'type': 'string'}},
                     'inner': {'type': 'object', 'properties': {'a': {'type': 'string'}, 'b': {'type': 'string'}}},
                     'free': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true}}}}}}}]}}
            """)).getFirst();

    private Samples() {}

    static ObjectNode json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static FieldSet fields(String text) {
        return FieldSet.parse(json(text));
    }

    /** A thing with a specification. */
    static ObjectNode thing(String spec) {
        return json(
                "{'apiVersion': 'example.org/v1', 'kind': 'Thing', 'metadata': {'name': 'a'}, 'spec': " + spec + "}");
    }

    static String single(Object json) {
        return json.toString().replace('"', '\'');
    }
}
