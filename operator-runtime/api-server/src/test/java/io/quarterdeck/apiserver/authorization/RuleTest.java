package io.quarterdeck.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.machinery.access.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get pods | get | pods | team/a | true",
                "get pods | list | pods | team/ | false",
                "get pods | get | pods/log | team/a | false",
                "get pods/log | get | pods/log | team/a | true",
                "get pods/log | get | pods | team/a | false",
                "* pods | delete | pods | team/a | true",
                "get * | get | pods | team/a | false",
                "get *:* | get | deployments/scale.apps | team/a | true",
                "update *:*/scale | update | deployments/scale.apps | team/a | true",
                "update *:*/scale | update | deployments.apps | team/a | false",
                "update *:*/scale | update | deployments/upscale.apps | team/a | false",
                "get apps:deployments | get | deployments | team/a | false",
                "get apps:* | get | deployments.apps | team/a | true",
                "get pods[a,b] | get | pods | team/b | true",
                "get pods[a,b] | get | pods | team/c | false",
                "list pods[a] | list | pods | team/ | false",
                // As upstream: every resource is *, but every subresource of one resource cannot be said.
                "get pods/* | get | pods/log | team/a | false",
            })
    void allowsWhatItNames(String line, String verb, String resource, String where, boolean yes) {
        assertThat(RuleText.parse(line).stream().anyMatch(rule -> rule.allows(World.asked(verb, resource, where))))
                .isEqualTo(yes);
    }

    @ParameterizedTest
    @CsvSource({
        "get /healthz, get, /healthz, true",
        "get /healthz, get, /healthz/ping, false",
        "get /healthz/*, get, /healthz/ping, true",
        "get /healthz/*, get, /healthz, false",
        "get /healthz, post, /healthz, false",
        "* *, put, /anything, true",
        "get *:*, get, /healthz, false",
    })
    void allowsBareUrls(String line, String verb, String path, boolean yes) {
        assertThat(RuleText.parse(line).stream().anyMatch(rule -> rule.allows(Attributes.ofPath(verb, path))))
                .isEqualTo(yes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get,list pods | get pods |",
                "get pods | get,list pods | {APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"list\"]}",
                "get pods | get pods[a] |",
                "get pods[a] | get pods | {APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\"]}",
                "get pods[a] | get pods[a,b] | {APIGroups:[\"\"], Resources:[\"pods\"], ResourceNames:[\"b\"], Verbs:[\"get\"]}",
                "* pods | * pods |",
                "get pods | * pods | {APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"*\"]}",
                "get *:*/scale | get apps:deployments/scale |",
                "get /a* | get /a/b* |",
                "get /a/* | get /a* | {NonResourceURLs:[\"/a*\"], Verbs:[\"get\"]}",
                "* *:* | get /a | {NonResourceURLs:[\"/a\"], Verbs:[\"get\"]}",
                "get apps:* | get,list apps:a,b | {APIGroups:[\"apps\"], Resources:[\"a\"], Verbs:[\"list\"]}"
                        + " {APIGroups:[\"apps\"], Resources:[\"b\"], Verbs:[\"list\"]}",
            })
    void saysWhatIsMissing(String held, String wanted, @org.jspecify.annotations.Nullable String missing) {
        String text = Coverage.missing(RuleText.parse(held), RuleText.parse(wanted)).stream()
                .map(Rule::toString)
                .collect(java.util.stream.Collectors.joining(" "));
        assertThat(text).isEqualTo(missing == null ? "" : missing);
    }

    @Test
    void aLineNamesSomething() {
        assertThatThrownBy(() -> RuleText.parse("get")).hasMessageContaining("what they are about");
    }
}
