package io.quarterdeck.machinery.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.machinery.wire.Accept.Encoding;
import io.quarterdeck.machinery.wire.Accept.Form;
import io.quarterdeck.model.ApiException;
import org.junit.jupiter.api.Test;

final class AcceptTest {

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static String forms(String header) {
        return String.join(
                " ",
                Accept.ranges(header).stream()
                        .map(accept -> accept.encoding() + "/" + accept.form())
                        .toList());
    }

    @Test
    void takesTheFirstAmongEquals() {
        assertThat(forms("application/yaml, application/json")).isEqualTo("YAML/OBJECT JSON/OBJECT");
        assertThat(forms("image/png," + PROTOBUF + ",application/json")).isEqualTo("PROTOBUF/OBJECT JSON/OBJECT");
        assertThat(forms("application/json;as=Table;v=v1;g=meta.k8s.io,application/json"))
                .isEqualTo("JSON/TABLE JSON/OBJECT");
    }

    @Test
    void takesTheMostWantedAndTheMoreSpecific() {
        assertThat(forms("application/json;q=0.5," + PROTOBUF + ";q=0.9")).isEqualTo("PROTOBUF/OBJECT JSON/OBJECT");
        assertThat(forms("*/*,application/yaml")).isEqualTo("YAML/OBJECT JSON/OBJECT");
        assertThat(forms("application/yaml;q=0,application/json")).isEqualTo("JSON/OBJECT");
    }

    @Test
    void passesOverAFormThatIsNotGiven() {
        assertThat(
                        forms(
                                "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json;as=Other;v=v1;g=meta.k8s.io"))
                .isEmpty();
        assertThat(forms("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"))
                .isEqualTo("JSON/METADATA");
    }

    @Test
    void asksForTheSameFormInJson() {
        Accept accept = Accept.ranges(PROTOBUF + ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
                .getFirst();
        assertThat(accept).isEqualTo(new Accept(Encoding.PROTOBUF, Form.METADATA, false));
        assertThat(Accept.parse(accept.inJson())).isEqualTo(new Accept(Encoding.JSON, Form.METADATA, false));
    }

    @Test
    void namesWhatIsGivenToWhoTakesNothingOfIt() {
        assertThatThrownBy(() -> Accept.parse("image/png")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.status().code()).isEqualTo(406);
            assertThat(e.status().message())
                    .isEqualTo("only the following media types are accepted: application/json, application/yaml");
        });
        assertThatThrownBy(() -> Accept.parseStream("application/yaml")).isInstanceOf(ApiException.class);
    }
}
