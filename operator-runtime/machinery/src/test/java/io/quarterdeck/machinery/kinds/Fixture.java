package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;

/** Manifests as users write them, in JSON with single quotes. */
final class Fixture {

    static final String DEPLOYMENT = """
            {'apiVersion': 'apps/v1', 'kind': 'Deployment',
             'metadata': {'name': 'web', 'creationTimestamp': null, 'labels': {'app': 'web'}},
             'spec': {
               'selector': {'matchLabels': {'app': 'web'}}, 'strategy': {},
               'template': {
                 'metadata': {'creationTimestamp': null, 'labels': {'app': 'web'}},
                 'spec': {
                   'serviceAccountName': 'web',
                   'containers': [{
                     'name': 'web', 'image': 'registry:5000/web',
                     'ports': [{'containerPort': 8080}],
                     'livenessProbe': {'httpGet': {'port': 'http'}, 'periodSeconds': 0, 'timeoutSeconds': 5},
                     'resources': {'limits': {'cpu': '500m', 'memory': '64Mi'}}}],
                   'volumes': [{'name': 'tmp'}, {'name': 'conf', 'configMap': {'name': 'web'}}]}}},
             'status': {}}
            """;

    static final String CUSTOM = """
            {'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition',
             'metadata': {'name': 'crontabs.stable.example.com'},
             'spec': {
               'group': 'stable.example.com', 'scope': 'Namespaced',
               'names': {'plural': 'crontabs', 'kind': 'CronTab', 'shortNames': ['ct'], 'categories': ['all']},
               'versions': [
                 {'name': 'v1', 'served': true, 'storage': true,
                  'subresources': {'status': {}, 'scale': {'specReplicasPath': '.spec.replicas',
                                                           'statusReplicasPath': '.status.replicas'}},
                  'selectableFields': [{'jsonPath': '.spec.color'}],
                  'additionalPrinterColumns': [{'name': 'Spec', 'type': 'string', 'jsonPath': '.spec.cronSpec'}],
                  'schema': {'openAPIV3Schema': {'type': 'object', 'description': 'A table of jobs', 'properties': {
                    'spec': {'type': 'object', 'required': ['cronSpec'], 'properties': {
                      'cronSpec': {'type': 'string', 'pattern': '^[0-9*/ ]+$', 'maxLength': 12},
                      'color': {'type': 'string', 'default': 'red', 'enum': ['red', 'green']},
                      'replicas': {'type': 'integer', 'minimum': 1, 'maximum': 10, 'default': 1},
                      'note': {'type': 'string', 'nullable': true},
                      'port': {'x-kubernetes-int-or-string': true},
                      'tags': {'type': 'array', 'x-kubernetes-list-type': 'set', 'items': {'type': 'string'}},
                      'steps': {'type': 'array', 'x-kubernetes-list-type': 'map',
                                'x-kubernetes-list-map-keys': ['name'], 'items': {'type': 'object', 'required': ['name'], 'properties': {
                                  'name': {'type': 'string'}, 'image': {'type': 'string'}}}},
                      'free': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true},
                      'template': {'type': 'object', 'x-kubernetes-embedded-resource': true, 'properties': {
                        'spec': {'type': 'object'}}}}},
                    'status': {'type': 'object', 'properties': {'replicas': {'type': 'integer'}}}}}}},
                 {'name': 'v2alpha1', 'served': false, 'storage': false,
                  'schema': {'openAPIV3Schema': {'type': 'object'}}}]}}
            """;

    private Fixture() {}

    static ObjectNode json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static Kind kind(String group, String kind) {
        return BuiltInKinds.load().byKind(group, "v1", kind).orElseThrow();
    }

    static Kind custom() {
        return CustomKinds.parse(json(CUSTOM)).getFirst();
    }
}
