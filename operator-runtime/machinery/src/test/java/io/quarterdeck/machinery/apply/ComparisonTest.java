package io.quarterdeck.machinery.apply;

import static io.quarterdeck.machinery.apply.Samples.THING;
import static io.quarterdeck.machinery.apply.Samples.single;
import static io.quarterdeck.machinery.apply.Samples.thing;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ComparisonTest {

    private static Comparison compare(String before, String after) {
        return Comparison.of(THING.schema(), false, thing(before), thing(after));
    }

    private static void check(String before, String after, String added, String changed, String removed) {
        Comparison comparison = compare(before, after);
        assertThat(single(comparison.added())).isEqualTo(in(added));
        assertThat(single(comparison.changed())).isEqualTo(in(changed));
        assertThat(single(comparison.removed())).isEqualTo(in(removed));
    }

    private static String in(String spec) {
        return spec.isEmpty() ? "{}" : "{'f:spec':" + spec + "}";
    }

    @Test
    void nothingIsDifferent() {
        assertThat(compare("{'size':1,'tags':['a']}", "{'tags':['a'],'size':1}").isEmpty())
                .isTrue();
        assertThat(compare("{'free':{'a':1}}", "{'free':{'a':1.0}}").isEmpty()).isTrue();
    }

    @Test
    void fieldsComeChangeAndGo() {
        check(
                "{'size':1,'map':{'a':'1','b':'1'}}",
                "{'size':2,'map':{'b':'2','c':'3'}}",
                "{'f:map':{'f:c':{}}}",
                "{'f:map':{'f:b':{}},'f:size':{}}",
                "{'f:map':{'f:a':{}}}");
    }

    @Test
    void whatComesAndGoesDoesSoWithAllThatIsInIt() {
        check("{'size':1}", "{'size':1,'inner':{'a':'b'}}", "{'f:inner':{'.':{},'f:a':{}}}", "", "");
        check("{'size':1,'inner':{'a':'b'}}", "{'size':1}", "", "", "{'f:inner':{'.':{},'f:a':{}}}");
    }

    @Test
    void elementsAreComparedByTheirNames() {
        check(
                "{'ports':[{'port':1,'note':'x'},{'port':2}],'tags':['a','b']}",
                "{'ports':[{'port':3},{'port':1,'note':'y'}],'tags':['b','c']}",
                "{'f:ports':{'k:{\\'port\\':3,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:port':{}}},'f:tags':{'v:\\'c\\'':{}}}",
                "{'f:ports':{'k:{\\'port\\':1,\\'protocol\\':\\'TCP\\'}':{'f:note':{}}}}",
                "{'f:ports':{'k:{\\'port\\':2,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:port':{}}},'f:tags':{'v:\\'a\\'':{}}}");
        assertThat(compare("{'tags':['a','b']}", "{'tags':['b','a']}").isEmpty())
                .isTrue();
    }

    @Test
    void wholesAreComparedAsWholes() {
        check(
                "{'words':['a'],'whole':{'a':'b'}}",
                "{'words':['a','b'],'whole':{'a':'c'}}",
                "",
                "{'f:whole':{},'f:words':{}}",
                "");
    }

    @Test
    void elementsWithEqualNamesAreOneValue() {
        String twice = "{'ports':[{'port':1,'note':'a'},{'port':1,'note':'b'}]}";
        assertThat(compare(twice, twice).isEmpty()).isTrue();
        Comparison comparison = compare(twice, "{'ports':[{'port':1,'note':'a'},{'port':1,'note':'c'}]}");
        assertThat(comparison.written().paths()).containsExactly(".spec.ports[port=1,protocol=\"TCP\"]");
    }

    @Test
    void aValueOfAnotherTypeIsWrittenAnew() {
        Comparison comparison = compare("{'free':{'a':1}}", "{'free':{'a':{'b':1}}}");
        assertThat(comparison.written().paths()).containsExactly(".spec.free.a", ".spec.free.a.b");
        assertThat(comparison.removed().paths()).containsExactly(".spec.free.a");
    }
}
