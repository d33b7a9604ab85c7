package io.quarterdeck.machinery.apply;

import static io.quarterdeck.machinery.apply.Samples.NOW;
import static io.quarterdeck.machinery.apply.Samples.THING;
import static io.quarterdeck.machinery.apply.Samples.json;
import static io.quarterdeck.machinery.apply.Samples.single;
import static io.quarterdeck.machinery.apply.Samples.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import org.junit.jupiter.api.Test;

final class ServerSideApplyTest {

    private ObjectNode live = json("{'metadata':{'name':'a'}}");
    private ManagedFields fields = ManagedFields.NONE;

    private static FieldOwner applier(String name) {
        return FieldOwner.apply(name, "example.org/v1", "");
    }

    private static FieldOwner updater(String name) {
        return FieldOwner.update(name, "example.org/v1", "");
    }

    private void apply(String name, String spec, boolean force) {
        ServerSideApply.Applied applied =
                new ServerSideApply(THING, applier(name), force, NOW).apply(live, fields, thing(spec));
        live = applied.tree();
        fields = applied.fields();
    }

    private void apply(String name, String spec) {
        apply(name, spec, false);
    }

    private void update(String name, String spec) {
        ObjectNode next = thing(spec);
        Comparison comparison = Comparison.of(THING.schema(), false, live, next);
        fields = Ownership.updated(fields, comparison, updater(name), NOW);
        live = next;
    }

    private String spec() {
        return single(live.get("spec"));
    }

    private String owned(FieldOwner owner) {
        return String.join(" ", fields.of(owner).paths());
    }

    @Test
    void whatIsNoLongerAppliedGoes() {
        apply("a", "{'size':1,'map':{'x':'1','y':'2'},'tags':['p','q'],'ports':[{'port':1,'note':'n'},{'port':2}]}");
        apply("a", "{'size':1,'map':{'y':'2'},'tags':['q'],'ports':[{'port':1}]}");
        assertThat(spec()).isEqualTo("{'size':1,'map':{'y':'2'},'tags':['q'],'ports':[{'port':1}]}");
        apply("a", "{'size':1}");
        assertThat(spec()).isEqualTo("{'size':1}");
    }

    @Test
    void whatAnotherOwnsToo_stays() {
        apply("a", "{'map':{'x':'1','y':'2'}}");
        apply("b", "{'map':{'x':'1'}}");
        apply("a", "{'size':1}");
        assertThat(spec()).isEqualTo("{'map':{'x':'1'},'size':1}");
        assertThat(owned(applier("a"))).isEqualTo(".spec.size");
        assertThat(owned(applier("b"))).isEqualTo(".spec.map.x");
    }

    @Test
    void anElementGoesWithWhatNobodyOwnsInIt() {
        apply("a", "{'ports':[{'port':1},{'port':2}]}");
        live = thing("{'ports':[{'port':1,'protocol':'TCP'},{'port':2,'protocol':'TCP'}]}");
        apply("a", "{'ports':[{'port':2}]}");
        assertThat(spec()).isEqualTo("{'ports':[{'port':2,'protocol':'TCP'}]}");
    }

    @Test
    void whatNobodyAppliedStays() {
        apply("a", "{'inner':{'a':'1'}}");
        update("u", "{'inner':{'a':'1','b':'2'},'size':3}");
        apply("a", "{}");
        assertThat(spec()).isEqualTo("{'inner':{'b':'2'},'size':3}");
    }

    @Test
    void aChangeOfWhatAnotherOwnsIsAConflict() {
        apply("a", "{'size':1,'map':{'x':'1'}}");
        update("kubectl-edit", "{'size':2,'map':{'x':'2'}}");
        assertThatThrownBy(() -> apply("a", "{'size':1,'map':{'x':'2'}}"))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    Status status = refused.status();
                    assertThat(status.code()).isEqualTo(409);
                    assertThat(status.reason()).isEqualTo("Conflict");
                    assertThat(status.message())
                            .isEqualTo("Apply failed with 1 conflict: conflict with \"kubectl-edit\" using"
                                    + " example.org/v1: .spec.size");
                    assertThat(status.causes())
                            .containsExactly(new Status.Cause(
                                    "FieldManagerConflict",
                                    "conflict with \"kubectl-edit\" using example.org/v1",
                                    ".spec.size"));
                });
        assertThatThrownBy(() -> apply("c", "{'size':5,'map':{'x':'3'}}"))
                .hasMessageContaining("Apply failed with 2 conflicts: conflicts with \"kubectl-edit\" using"
                        + " example.org/v1:\n- .spec.map.x\n- .spec.size");
        apply("a", "{'size':1,'map':{'x':'2'}}", true);
        assertThat(spec()).isEqualTo("{'size':1,'map':{'x':'2'}}");
        assertThat(owned(updater("kubectl-edit"))).isEqualTo(".spec.map.x");
    }

    @Test
    void agreeingIsNoConflict() {
        apply("a", "{'size':1}");
        apply("b", "{'size':1}");
        assertThat(owned(applier("a"))).isEqualTo(".spec.size");
        assertThat(owned(applier("b"))).isEqualTo(".spec.size");
        assertThatThrownBy(() -> apply("b", "{'size':2}"))
                .hasMessageContaining("Apply failed with 1 conflict: conflict with \"a\": .spec.size");
    }

    @Test
    void whoeverUpdatesAppliedFieldsTakesThem() {
        apply("a", "{'size':1,'map':{'x':'1'}}");
        update("u", "{'size':2,'map':{'x':'1'}}");
        assertThat(owned(applier("a"))).isEqualTo(".spec.map.x");
        assertThat(owned(updater("u"))).isEqualTo(".spec.size");
        update("v", "{'size':2}");
        assertThat(fields.entries()).hasSize(1);
    }

    @Test
    void elementsKeepTheirPlaces() {
        apply("a", "{'tags':['a','b']}");
        update("u", "{'tags':['a','x','b','y']}");
        apply("a", "{'tags':['b','a']}");
        assertThat(spec()).isEqualTo("{'tags':['b','a','x','y']}");
        apply("a", "{'tags':['a','b','c']}");
        assertThat(spec()).isEqualTo("{'tags':['a','b','x','y','c']}");
    }

    @Test
    void allThatWasThereBeforeTheFirstApplyIsOwnedBySomebody() {
        live = thing("{'size':1,'map':{'x':'1'}}");
        assertThatThrownBy(() -> apply("a", "{'size':2}"))
                .hasMessageContaining("conflict with \"before-first-apply\" using example.org/v1: .spec.size");
        apply("a", "{'size':1}");
        assertThat(owned(updater("before-first-apply"))).isEqualTo(".spec .spec.map .spec.map.x .spec.size");
    }

    @Test
    void kubectlGoesOverFromItsOwnAnnotation() {
        live = thing("{'size':1,'map':{'x':'1'}}");
        ObjectNode annotations = ((ObjectNode) live.get("metadata")).putObject("annotations");
        annotations.put(
                "kubectl.kubernetes.io/last-applied-configuration",
                thing("{'size':1}").toString());
        FieldSet all = Comparison.ofNew(THING.schema(), false, live).added();
        fields = Ownership.created(all, updater("kubectl-client-side-apply"), NOW);
        assertThatThrownBy(() -> apply("other", "{'size':2}")).hasMessageContaining("conflict");
        assertThatThrownBy(() -> apply("kubectl", "{'map':{'x':'2'}}")).hasMessageContaining(".spec.map.x");
        apply("kubectl", "{'size':2}");
        assertThat(spec()).isEqualTo("{'size':2,'map':{'x':'1'}}");
        assertThat(live.at("/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration")
                        .asText())
                .isEqualTo(thing("{'size':2}") + "\n");
    }

    @Test
    void aStatusAppliedIsAnotherOwners() {
        apply("a", "{'size':1}");
        FieldOwner status = FieldOwner.apply("a", "example.org/v1", "status");
        ServerSideApply.Applied applied = new ServerSideApply(THING, status, false, NOW)
                .apply(live, fields, json("{'metadata':{'name':'a'},'status':{'x':1}}"));
        assertThat(single(applied.tree().get("spec"))).isEqualTo("{'size':1}");
        assertThat(applied.fields().entries()).hasSize(2);
        assertThat(applied.fields().of(status).paths()).containsExactly(".status", ".status.x");
    }
}
