package io.quarterdeck.machinery.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Answers for people who ask the API for YAML by hand; clients speak JSON. */
public final class YamlText {

    private static final ObjectWriter WRITER = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build()
            .writer();

    private YamlText() {}

    /** The same answer as YAML. */
    public static ApiAnswer of(ApiAnswer answer) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(Math.toIntExact(answer.length()));
        answer.pieces().forEach(json::writeBytes);
        try {
            byte[] yaml = WRITER.writeValueAsBytes(Json.parse(json.toByteArray()));
            return new ApiAnswer(answer.code(), "application/yaml", List.of(yaml), answer.warnings());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be encoded", e);
        }
    }
}
