package io.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestParserTest {

    private static Attributes attributes(String method, String path) {
        int query = path.indexOf('?');
        return RequestParser.parse(
                        method,
                        query < 0 ? path : path.substring(0, query),
                        query < 0 ? null : path.substring(query + 1))
                .attributes();
    }

    @Test
    void tellsVerbsApart() {
        assertThat(attributes("GET", "/api/v1/pods").verb()).isEqualTo("list");
        assertThat(attributes("GET", "/api/v1/pods?watch=1").verb()).isEqualTo("watch");
        assertThat(attributes("GET", "/api/v1/pods?watch=false").verb()).isEqualTo("list");
        assertThat(attributes("GET", "/api/v1/namespaces/a/pods/b").verb()).isEqualTo("get");
        assertThat(attributes("HEAD", "/api/v1/namespaces/a/pods/b").verb()).isEqualTo("get");
        assertThat(attributes("DELETE", "/api/v1/namespaces/a/pods").verb()).isEqualTo("deletecollection");
        assertThat(attributes("DELETE", "/api/v1/namespaces/a/pods/b").verb()).isEqualTo("delete");
        assertThat(attributes("POST", "/api/v1/namespaces/a/pods").verb()).isEqualTo("create");
    }

    @Test
    void findsGroupNamespaceNameAndSubresource() {
        assertThat(attributes("GET", "/apis/apps/v1/namespaces/a/deployments/b/scale"))
                .isEqualTo(new Attributes("get", "apps", "v1", "deployments", "scale", "a", "b", ""));
        assertThat(attributes("GET", "/apis/apps/v1/deployments"))
                .isEqualTo(new Attributes("list", "apps", "v1", "deployments", "", "", "", ""));
        assertThat(attributes("GET", "/api/v1/nodes/n"))
                .isEqualTo(new Attributes("get", "", "v1", "nodes", "", "", "n", ""));
    }

    @Test
    void takesTheOldWayToWatch() {
        RequestInfo all = RequestParser.parse("GET", "/api/v1/watch/pods", "resourceVersion=7");
        assertThat(all.path()).isEqualTo("/api/v1/pods");
        assertThat(all.flag("watch")).isTrue();
        assertThat(all.parameter("resourceVersion")).isEqualTo("7");
        assertThat(all.attributes()).isEqualTo(new Attributes("watch", "", "v1", "pods", "", "", "", ""));
        RequestInfo one = RequestParser.parse("GET", "/apis/apps/v1/watch/namespaces/a/deployments/b", null);
        assertThat(one.path()).isEqualTo("/apis/apps/v1/namespaces/a/deployments/b");
        assertThat(one.attributes()).isEqualTo(new Attributes("watch", "apps", "v1", "deployments", "", "a", "b", ""));
        assertThat(attributes("GET", "/api/v1/watch/namespaces/a").verb()).isEqualTo("watch");
        assertThat(attributes("GET", "/api/v1/watch").verb()).isEqualTo("list");
        assertThat(attributes("POST", "/api/v1/watch/pods").verb()).isEqualTo("create");
    }

    @Test
    void takesANamespaceItselfForAnObjectInItself() {
        assertThat(attributes("GET", "/api/v1/namespaces/a"))
                .isEqualTo(new Attributes("get", "", "v1", "namespaces", "", "a", "a", ""));
        assertThat(attributes("PUT", "/api/v1/namespaces/a/finalize"))
                .isEqualTo(new Attributes("update", "", "v1", "namespaces", "finalize", "a", "a", ""));
        assertThat(attributes("GET", "/api/v1/namespaces"))
                .isEqualTo(new Attributes("list", "", "v1", "namespaces", "", "", "", ""));
    }

    @Test
    void takesAListOfOneNameForThatObject() {
        String secrets = "/api/v1/namespaces/a/secrets";
        assertThat(attributes("GET", secrets + "?fieldSelector=metadata.name%3Db")
                        .name())
                .isEqualTo("b");
        assertThat(attributes("GET", secrets + "?watch=1&fieldSelector=type%3Dx%2Cmetadata.name%3D%3Db")
                        .name())
                .isEqualTo("b");
        assertThat(attributes("GET", secrets + "?fieldSelector=metadata.name!%3Db")
                        .name())
                .isEmpty();
        assertThat(attributes("GET", secrets + "/c?fieldSelector=metadata.name%3Db")
                        .name())
                .as("a GET of one object has no selector")
                .isEqualTo("c");
        assertThat(attributes("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Done")
                        .fieldSelector())
                .isEqualTo("spec.nodeName=one");
    }

    @Test
    void takesEverythingElseForAPath() {
        assertThat(attributes("GET", "/apis/apps/v1")).isEqualTo(Attributes.ofPath("get", "/apis/apps/v1"));
        assertThat(attributes("GET", "/api/v1")).isEqualTo(Attributes.ofPath("get", "/api/v1"));
        assertThat(attributes("GET", "/metrics")).isEqualTo(Attributes.ofPath("get", "/metrics"));
    }

    @Test
    void keepsWhatStandsBehindAProxyAsItWas() {
        RequestInfo info = RequestParser.parse("GET", "/api/v1/namespaces/a/services/web:80/proxy/x%2Fy/z/", null);

        assertThat(info.attributes().subresource()).isEqualTo("proxy");
        assertThat(info.attributes().name()).isEqualTo("web:80");
        assertThat(info.rest()).isEqualTo("/x%2Fy/z/");
    }

    @Test
    void decodesTheQuery() {
        RequestInfo info =
                RequestParser.parse("GET", "/api/v1/pods", "labelSelector=a%3Db%2Cc+d&command=x&command=y&flag");

        assertThat(info.parameter("labelSelector")).isEqualTo("a=b,c d");
        assertThat(info.query()).containsEntry("command", List.of("x", "y")).containsEntry("flag", List.of(""));
    }

    @Test
    void refusesAWrongEncoding() {
        assertThatThrownBy(() -> RequestParser.parse("GET", "/api/v1/pods/%zz", null))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().code()).isEqualTo(400));
    }
}
