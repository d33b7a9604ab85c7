package io.quarterdeck.machinery.apply;

import static io.quarterdeck.machinery.apply.Samples.NOW;
import static io.quarterdeck.machinery.apply.Samples.THING;
import static io.quarterdeck.machinery.apply.Samples.fields;
import static io.quarterdeck.machinery.apply.Samples.json;
import static io.quarterdeck.machinery.apply.Samples.single;
import static io.quarterdeck.machinery.apply.Samples.thing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagedFieldsTest {

    private static final String ONE =
            "{'manager':'m','operation':'Update','apiVersion':'v1','time':'2026-01-02T03:04:05Z',"
                    + "'fieldsType':'FieldsV1','fieldsV1':{'f:data':{'f:a':{}}},'subresource':'status'}";

    private static Optional<ManagedFields> read(String list) {
        return ManagedFields.read(json("{'list':" + list + "}").get("list"));
    }

    private static JsonNode encoded(ManagedFields fields) {
        return Json.parse(Json.encode(fields.encode()));
    }

    @Test
    void areWrittenAsTheyAreRead() {
        assertThat(single(encoded(read("[" + ONE + "]").orElseThrow()))).isEqualTo("[" + ONE + "]");
    }

    @Test
    void whoAppliesStandsFirstAndTheOldestBeforeTheYoungest() {
        FieldSet set = fields("{'f:a':{}}");
        ManagedFields fields = new ManagedFields(List.of(
                new ManagedFields.Entry(FieldOwner.update("b", "v1", ""), "2026-01-02T00:00:01Z", set),
                new ManagedFields.Entry(FieldOwner.update("c", "v1", ""), "2026-01-02T00:00:00Z", set),
                new ManagedFields.Entry(FieldOwner.update("a", "v1", ""), "2026-01-02T00:00:01Z", set),
                new ManagedFields.Entry(FieldOwner.apply("z", "v1", ""), "2026-01-02T00:00:09Z", set)));
        List<String> names = new ArrayList<>();
        encoded(fields).forEach(entry -> names.add(Json.text(entry, "manager")));
        assertThat(names).containsExactly("z", "c", "a", "b");
    }

    @Test
    void anEmptyEntryIsTheWishForNone() {
        assertThat(read("[{}]")).contains(ManagedFields.NONE);
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x'",
                "{}",
                "['x']",
                "[{'manager':'m'}]",
                "[{'manager':'m','operation':'Eat','fieldsType':'FieldsV1','fieldsV1':{}}]",
                "[{'manager':'m','operation':'Update','fieldsType':'FieldsV2','fieldsV1':{}}]",
                "[{'manager':'m','operation':'Update','fieldsType':'FieldsV1','fieldsV1':{'a':{}}}]",
                "[{'manager':'m','operation':'Update','fieldsType':'FieldsV1','fieldsV1':[]}]"
            })
    void whatCannotBeReadSaysNothing(String list) {
        assertThat(read(list)).isEmpty();
    }

    @Test
    void entriesOfOneOwnerAreOne() {
        String other = ONE.replace("f:a", "f:b");
        assertThat(read("[" + ONE + "," + other + "]").orElseThrow().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.fields().paths()).containsExactly(".data.a", ".data.b"));
    }

    @Test
    void theOldestUpdatersAreForgottenByName() {
        ObjectNode live = thing("{}");
        ManagedFields fields = Ownership.created(
                Comparison.ofNew(THING.schema(), false, live).added(), FieldOwner.update("maker", "v1", ""), NOW);
        for (int i = 0; i < 14; i++) {
            ObjectNode next = live.deepCopy();
            Json.ensureObject(next, "spec", "map").put("k" + i, "v");
            Comparison comparison = Comparison.of(THING.schema(), false, live, next);
            FieldOwner owner = FieldOwner.update("u" + i, "v1", "");
            fields = Ownership.updated(fields, comparison, owner, NOW.plusSeconds(i + 1));
            live = next;
        }
        assertThat(fields.entries()).hasSize(10);
        assertThat(fields.of(FieldOwner.update("ancient-changes", "v1", "")).paths())
                .contains(".spec", ".spec.map", ".spec.map.k0", ".spec.map.k4")
                .doesNotContain(".spec.map.k5");
        assertThat(fields.of(FieldOwner.update("u13", "v1", "")).paths()).containsExactly(".spec.map.k13");
        assertThat(encoded(fields).get(0).get("time").asText()).isEqualTo("2026-01-02T03:04:10Z");
    }

    @Test
    void anObjectThatNobodyOwnsStaysSo() {
        Comparison comparison = Comparison.of(THING.schema(), false, thing("{'size':1}"), thing("{'size':2}"));
        FieldOwner owner = FieldOwner.update("u", "v1", "");
        assertThat(Ownership.updated(ManagedFields.NONE, comparison, owner, NOW))
                .isSameAs(ManagedFields.NONE);
    }

    @Test
    void losingAFieldIsNoChangeOfTheTime() {
        ManagedFields fields = Ownership.created(fields("{'f:a':{},'f:b':{}}"), FieldOwner.update("m", "v1", ""), NOW);
        Comparison comparison = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, fields("{'f:a':{}}"));
        ManagedFields after =
                Ownership.updated(fields, comparison, FieldOwner.update("m", "v1", ""), NOW.plusSeconds(60));
        assertThat(after.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.time()).isEqualTo("2026-01-02T03:04:05Z"));
    }
}
