package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaValidatorTest {

    private static List<String> faults(Kind kind, String text) {
        ObjectNode object = Fixture.json(text);
        Defaults.apply(kind.schema(), object);
        return SchemaValidator.validate(kind.schema(), object).stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .toList();
    }

    private static String deployment(String from, String to) {
        return Fixture.DEPLOYMENT.replace(from, to);
    }

    @Test
    void aGoodDeploymentHasNoFault() {
        assertThat(faults(Fixture.kind("apps", "Deployment"), Fixture.DEPLOYMENT))
                .isEmpty();
    }

    @Test
    void builtInKindsAreAnsweredInTheWordsOfKubernetes() {
        Kind deployment = Fixture.kind("apps", "Deployment");
        assertThat(faults(deployment, deployment("'strategy': {}", "'replicas': -1")))
                .containsExactly("spec.replicas: Invalid value: -1: must be greater than or equal to 0");
        assertThat(faults(deployment, deployment("'containerPort': 8080", "'containerPort': 80800")))
                .containsExactly(
                        "spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 80800: must be"
                                + " between 1 and 65535, inclusive");
        assertThat(faults(deployment, deployment("'serviceAccountName': 'web'", "'restartPolicy': 'Sometimes'")))
                .containsExactly("spec.template.spec.restartPolicy: Unsupported value: \"Sometimes\": supported values:"
                        + " \"Always\", \"OnFailure\", \"Never\"");
        assertThat(faults(deployment, deployment("'selector': {'matchLabels': {'app': 'web'}}, ", "")))
                .containsExactly("spec.selector: Required value");
        assertThat(faults(deployment, deployment("'image': 'registry:5000/web',", "'image': '',")))
                .containsExactly("spec.template.spec.containers[0].image: Required value");
        assertThat(faults(deployment, deployment("{'name': 'tmp'}", "{'name': 'conf'}")))
                .containsExactly("spec.template.spec.volumes[1].name: Duplicate value: \"conf\"");
        assertThat(faults(deployment, deployment("'name': 'web', 'image'", "'name': 'Web', 'image'")))
                .singleElement()
                .asString()
                .startsWith(
                        "spec.template.spec.containers[0].name: Invalid value: \"Web\": a lowercase RFC 1123 label");
    }

    @Test
    void aPodWithoutContainersLacksARequiredList() {
        assertThat(faults(Fixture.kind("", "Pod"), "{'metadata': {'name': 'a'}, 'spec': {'containers': []}}"))
                .containsExactly("spec.containers: Required value");
        assertThat(faults(Fixture.kind("", "Pod"), "{'metadata': {'name': 'a'}}"))
                .containsExactly("spec: Required value");
    }

    @Test
    void whatComponentsReportIsNotHeldAgainstThem() {
        assertThat(faults(Fixture.kind("", "Pod"), """
                {'spec': {'containers': [{'name': 'a', 'image': 'a'}]},
                 'status': {'containerStatuses': [{'name': 'a'}], 'phase': 'Running'}}""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'cronSpec': 'x'     | spec.cronSpec: Invalid value: \"x\": spec.cronSpec in body should match '^[0-9*/ ]+$'",
                "'cronSpec': '0000000000000' | spec.cronSpec: Too long: may not be more than 12 bytes",
                "'cronSpec': 7       | spec.cronSpec: Invalid value: \"integer\": spec.cronSpec in body must be of type string: \"integer\"",
                "'x': 1              | spec.cronSpec: Required value",
                "'cronSpec': '1', 'replicas': 11 | spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10",
                "'cronSpec': '1', 'color': 'blue' | spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"",
                "'cronSpec': '1', 'tags': ['a','b','a'] | spec.tags[2]: Duplicate value: \"a\"",
                "'cronSpec': '1', 'steps': [{'name':'a'},{'name':'a','image':'b'}] | spec.steps[1]: Duplicate value: {\"name\":\"a\"}",
                "'cronSpec': '1', 'port': true | spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"",
            },
            quoteCharacter = '~')
    void usersKindsAreAnsweredInTheWordsOfTheirSchema(String fields, String fault) {
        assertThat(faults(Fixture.custom(), "{'spec': {" + fields.strip() + "}}"))
                .containsExactly(fault.strip());
    }

    @Test
    void aUsersObjectThatFitsHasNoFault() {
        assertThat(faults(Fixture.custom(), """
                {'metadata': {'name': 'a'}, 'spec': {'cronSpec': '* * *', 'note': null, 'port': '80%', 'replicas': 10,
                 'tags': ['a', 'b'], 'steps': [{'name': 'a'}, {'name': 'b'}], 'free': {'a': [1, 'b']}}}""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'spec': {'replicas': '3'}} | json: cannot unmarshal string into field spec.replicas of type int32",
                "{'spec': {'replicas': 3000000000}} | json: cannot unmarshal number 3000000000 into field spec.replicas of type int32",
                "{'spec': {'replicas': 1.5}} | json: cannot unmarshal number 1.5 into field spec.replicas of type int32",
                "{'spec': []} | json: cannot unmarshal array into field spec of type object",
                "{'metadata': {'labels': {'a': 1}}} | json: cannot unmarshal number into field metadata.labels.a of type string",
                "{'spec': {'template': {'spec': {'containers': {}}}}} | json: cannot unmarshal object into field spec.template.spec.containers of type list",
                "{'spec': {'paused': 'yes'}} | json: cannot unmarshal string into field spec.paused of type bool",
                "{'metadata': {'deletionTimestamp': 'now'}} | parsing time \"now\" in field metadata.deletionTimestamp: it is no RFC 3339 time such as 2006-01-02T15:04:05Z",
            },
            quoteCharacter = '~')
    void aWrongTypeInABuiltInKindIsABadRequestThatNamesTheField(String text, String message) {
        Kind deployment = Fixture.kind("apps", "Deployment");
        Optional<Status> fault =
                SchemaValidator.decodeFaults(deployment.type(), deployment.schema(), Fixture.json(text.strip()));
        assertThat(fault).map(Status::code).contains(400);
        assertThat(fault)
                .map(Status::message)
                .contains("Deployment in version \"v1\" cannot be handled as a Deployment: " + message.strip());
    }

    @Test
    void ofAUsersKindTheMetadataIsReadAsThatOfAnyKind() {
        Kind custom = Fixture.custom();
        assertThat(SchemaValidator.decodeFaults(
                        custom.type(), custom.schema(), Fixture.json("{'metadata': {'labels': 7}, 'spec': 8}")))
                .map(Status::message)
                .contains("CronTab in version \"v1\" cannot be handled as a CronTab: json: cannot unmarshal number into"
                        + " field metadata.labels of type map");
        assertThat(SchemaValidator.decodeFaults(custom.type(), custom.schema(), Fixture.json("{'spec': 8}")))
                .isEmpty();
    }

    @Test
    void quantitiesAndBytesAreReadWithTheObject() {
        Kind pod = Fixture.kind("", "Pod");
        assertThat(SchemaValidator.decodeFaults(pod.type(), pod.schema(), Fixture.json("""
                {'spec': {'containers': [{'resources': {'limits': {'cpu': 2, 'memory': '1Gi'}}}]}}""")))
                .isEmpty();
        assertThat(SchemaValidator.decodeFaults(pod.type(), pod.schema(), Fixture.json("""
                {'spec': {'containers': [{'resources': {'limits': {'cpu': 'lots'}}}]}}""")))
                .map(Status::message)
                .hasValueSatisfying(message ->
                        assertThat(message).contains("spec.containers[0].resources.limits.cpu: quantities must match"));
        Kind secret = Fixture.kind("", "Secret");
        assertThat(SchemaValidator.decodeFaults(secret.type(), secret.schema(), Fixture.json("{'data': {'a': '??'}}")))
                .map(Status::message)
                .hasValueSatisfying(message -> assertThat(message).endsWith("illegal base64 data in field data.a"));
        assertThat(SchemaValidator.decodeFaults(
                        secret.type(), secret.schema(), Fixture.json("{'data': {'a': 'aGVsbG8='}}")))
                .isEmpty();
    }
}
