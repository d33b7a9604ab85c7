package io.quarterdeck.machinery.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** JSON that is indented, for people. */
public final class PrettyText {

    /** Who sends requests by hand sees the answers, unless {@code pretty} says otherwise. As Kubernetes. */
    private static final List<String> PEOPLE = List.of("curl", "Wget", "Mozilla/5.0");

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .build()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private PrettyText() {}

    /** Whether the request is a person's. */
    public static boolean wanted(ApiRequest request) {
        String pretty = request.query().isEmpty() ? "" : request.parameter("pretty");
        if (!pretty.isEmpty()) {
            return switch (pretty.toLowerCase(Locale.ROOT)) {
                case "1", "t", "true" -> true;
                default -> false;
            };
        }
        String agent = request.userAgent();
        return PEOPLE.stream().anyMatch(agent::startsWith);
    }

    /** The same answer, indented. */
    public static ApiAnswer of(ApiAnswer answer) {
        if (!answer.contentType().equals(ApiAnswer.JSON)) {
            return answer;
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream(Math.toIntExact(answer.length()));
        answer.pieces().forEach(json::writeBytes);
        try {
            byte[] pretty = WRITER.writeValueAsString(Json.parse(json.toByteArray()))
                    .concat("\n")
                    .getBytes(StandardCharsets.UTF_8);
            return new ApiAnswer(answer.code(), answer.contentType(), List.of(pretty), answer.warnings());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be encoded", e);
        }
    }
}
