package io.quarterdeck.machinery;

import io.quarterdeck.machinery.read.MetadataShape;
import io.quarterdeck.machinery.read.Page;
import io.quarterdeck.machinery.read.PlainShape;
import io.quarterdeck.machinery.read.Reader;
import io.quarterdeck.machinery.read.Shape;
import io.quarterdeck.machinery.table.TableShape;
import io.quarterdeck.machinery.wire.Accept;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.write.Written;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import java.time.InstantSource;
import java.util.List;

/** Puts objects into the form that the client accepts. */
final class Answers {

    private final InstantSource clock;

    Answers(InstantSource clock) {
        this.clock = clock;
    }

    ApiAnswer one(int code, KubeObject object, Target target, ApiRequest request, Accept accept) {
        return ApiAnswer.json(code, shape(target, request, accept).object(object));
    }

    ApiAnswer written(Written written, Target target, ApiRequest request, Accept accept) {
        byte[] body = shape(target, request, accept).object(written.object());
        return new ApiAnswer(written.code(), ApiAnswer.JSON, List.of(body), written.warnings());
    }

    ApiAnswer listed(Reader.Listed listed, Target target, ApiRequest request, Accept accept) {
        return switch (listed) {
            case Reader.Listed.Found(Page page) ->
                new ApiAnswer(
                        200, ApiAnswer.JSON, shape(target, request, accept).list(page), List.of());
            case Reader.Listed.Expired(var status) -> ApiAnswer.json(410, Json.encode(status));
        };
    }

    Shape shape(Target target, ApiRequest request, Accept accept) {
        return switch (accept.form()) {
            case OBJECT -> new PlainShape(target.kind());
            case METADATA -> new MetadataShape();
            case TABLE ->
                new TableShape(target.kind(), TableShape.Include.parse(request.parameter("includeObject")), clock);
        };
    }
}
