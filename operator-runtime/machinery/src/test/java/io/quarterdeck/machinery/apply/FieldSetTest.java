package io.quarterdeck.machinery.apply;

import static io.quarterdeck.machinery.apply.Samples.fields;
import static io.quarterdeck.machinery.apply.Samples.json;
import static io.quarterdeck.machinery.apply.Samples.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldSetTest {

    private static final String POD =
            "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:image\":{}}},"
                    + "\"f:tags\":{\"v:\\\"a\\\"\":{}},\"f:words\":{\"i:0\":{}}}}";

    @Test
    void isWrittenAsItIsRead() {
        FieldSet set = FieldSet.parse(json(POD));
        assertThat(set).hasToString(POD);
        assertThat(set.paths())
                .containsExactly(
                        ".spec.containers[name=\"c\"]",
                        ".spec.containers[name=\"c\"].image",
                        ".spec.tags[=\"a\"]",
                        ".spec.words[0]");
    }

    @Test
    void tellsAFieldFromWhatIsBelowIt() {
        FieldSet set = fields("{'f:a':{'.':{},'f:b':{}},'f:c':{'f:d':{}}}");
        assertThat(set.contains("f:a")).isTrue();
        assertThat(set.contains("f:a", "f:b")).isTrue();
        assertThat(set.contains("f:c")).isFalse();
        assertThat(set.contains("f:c", "f:d")).isTrue();
        assertThat(set.contains("f:c", "f:d", "f:e")).isFalse();
    }

    @Test
    void anEmptyDocumentIsNoField() {
        assertThat(fields("{}").isEmpty()).isTrue();
        assertThat(fields("{}")).hasToString("{}");
    }

    @Test
    void takingAwayAFieldLeavesWhatIsBelowIt() {
        FieldSet set = fields("{'f:a':{'.':{},'f:b':{}},'f:c':{}}");
        assertThat(single(set.minus(fields("{'f:a':{}}")))).isEqualTo("{'f:a':{'f:b':{}},'f:c':{}}");
        assertThat(single(set.minus(fields("{'f:a':{'f:b':{}}}")))).isEqualTo("{'f:a':{},'f:c':{}}");
        assertThat(set.minus(fields("{'f:a':{'.':{},'f:b':{}},'f:c':{}}")).isEmpty())
                .isTrue();
    }

    @Test
    void whatDoesNotChangeIsNotCopied() {
        FieldSet set = fields("{'f:a':{'.':{},'f:b':{}}}");
        assertThat(set.minus(fields("{'f:x':{}}"))).isSameAs(set);
        assertThat(set.union(fields("{'f:a':{'f:b':{}}}"))).isSameAs(set);
    }

    @Test
    void joinsAndIntersects() {
        FieldSet left = fields("{'f:a':{'f:b':{}},'f:c':{}}");
        FieldSet right = fields("{'f:a':{'.':{},'f:b':{},'f:d':{}}}");
        assertThat(single(left.union(right))).isEqualTo("{'f:a':{'.':{},'f:b':{},'f:d':{}},'f:c':{}}");
        assertThat(single(left.intersect(right))).isEqualTo("{'f:a':{'f:b':{}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':{}}",
                "{'x:a':{}}",
                "{'f:a':'b'}",
                "{'f:a':[]}",
                "{'k:name':{}}",
                "{'k:{}':{}}",
                "{'i:x':{}}",
                "{'i:':{}}",
                "{'v:{':{}}",
                "{'':{}}"
            })
    void refusesWhatIsNoFieldsV1(String text) {
        assertThatThrownBy(() -> fields(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAClientWritesIsPutInOrder() {
        assertThat(single(FieldSet.parse(json("{\"k:{ \\\"b\\\": 1, \\\"a\\\": 2}\":{},\"v: 1\":{}}"))))
                .isEqualTo("{'k:{\\'a\\':2,\\'b\\':1}':{},'v:1':{}}");
    }

    @Test
    void escapesNames() {
        FieldSet set = FieldSet.start(false);
        set.put("f:a\"b\\c\n", FieldSet.LEAF);
        assertThat(FieldSet.parse(json(set.toString())).contains("f:a\"b\\c\n")).isTrue();
    }
}
