package io.quarterdeck.machinery.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WebhookReviewTest {

    private static final User JANE = new User("jane", "u-1", List.of("dev"), Map.of("team", List.of("a")));

    private static Attempt attempt(String path, Operation operation) {
        Target target = Target.parse(path, BuiltInKinds.load());
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", "web");
        boolean ends = operation == Operation.DELETE;
        return new Attempt(
                operation, target, JANE, ends ? null : object, ends ? object : null, true, new ArrayList<>());
    }

    private static WebhookRule rule(String text) {
        return WebhookRule.of(Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void asksWithAllThatIsKnown() {
        WebhookReview review =
                WebhookReview.of(attempt("/apis/apps/v1/namespaces/shop/deployments/web/status", Operation.UPDATE));
        JsonNode request = Json.at(Json.parse(review.question()), "request");
        assertThat(Json.text(request, "uid")).isEqualTo(review.uid());
        assertThat(Json.text(request, "kind", "kind")).isEqualTo("Deployment");
        assertThat(Json.text(request, "resource", "resource")).isEqualTo("deployments");
        assertThat(Json.text(request, "subResource")).isEqualTo("status");
        assertThat(Json.text(request, "namespace")).isEqualTo("shop");
        assertThat(Json.text(request, "operation")).isEqualTo("UPDATE");
        assertThat(Json.text(request, "userInfo", "username")).isEqualTo("jane");
        assertThat(Json.text(request, "userInfo", "extra", "team").isEmpty()).isTrue();
        assertThat(Json.items(request, "userInfo", "extra", "team")).hasSize(1);
        assertThat(Json.text(request, "object", "metadata", "name")).isEqualTo("web");
        assertThat(request.get("oldObject").isNull()).isTrue();
        assertThat(Json.at(request, "dryRun").asBoolean()).isTrue();
        assertThat(Json.items(request, "options", "dryRun")).hasSize(1);
    }

    @Test
    void readsAnAnswer() throws Exception {
        WebhookReview review = WebhookReview.of(attempt("/api/v1/namespaces/shop/pods", Operation.CREATE));
        String patch = Base64.getEncoder()
                .encodeToString("[{\"op\":\"add\",\"path\":\"/x\",\"value\":1}]".getBytes(StandardCharsets.UTF_8));
        WebhookReview.Answer answer = review.read(answer(
                review, response -> response.put("patchType", "JSONPatch").put("patch", patch)));
        assertThat(answer.allowed()).isTrue();
        assertThat(answer.patch()).hasSize(1);
    }

    @Test
    void refusesAnswersThatAreNone() {
        WebhookReview review = WebhookReview.of(attempt("/api/v1/namespaces/shop/pods", Operation.CREATE));
        assertFault(review, "{".getBytes(StandardCharsets.UTF_8), "no JSON");
        assertFault(review, "{}".getBytes(StandardCharsets.UTF_8), "expected webhook response of admission.k8s.io/v1");
        assertFault(review, answer(review, response -> response.put("uid", "other")), "expected response.uid=");
        assertFault(review, answer(review, response -> response.put("patch", "W10=")), "patchType=\"JSONPatch\"");
        assertFault(
                review,
                answer(review, response -> response.put("patch", "e30=").put("patchType", "JSONPatch")),
                "no list of operations");
        assertFault(
                review,
                answer(review, response -> response.put("patch", "%%").put("patchType", "JSONPatch")),
                "no JSON in base64");
    }

    private static void assertFault(WebhookReview review, byte[] answer, String message) {
        assertThatThrownBy(() -> review.read(answer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private static byte[] answer(WebhookReview review, Consumer<ObjectNode> change) {
        ObjectNode answer =
                Json.object().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        change.accept(answer.putObject("response").put("uid", review.uid()).put("allowed", true));
        return Json.encode(answer);
    }

    @Test
    void aRuleMatchesByOperationGroupVersionResourceAndScope() {
        Attempt pod = attempt("/api/v1/namespaces/shop/pods", Operation.CREATE);
        Attempt status = attempt("/api/v1/namespaces/shop/pods/web/status", Operation.UPDATE);
        String pods = "{'operations': ['CREATE'], 'apiGroups': [''], 'apiVersions': ['v1'], 'resources': ['pods']}";
        assertThat(rule(pods).matches(pod)).isTrue();
        assertThat(rule(pods.replace("CREATE", "DELETE")).matches(pod)).isFalse();
        assertThat(rule(pods.replace("''", "'apps'")).matches(pod)).isFalse();
        assertThat(rule(pods.replace("}", ", 'scope': 'Cluster'}")).matches(pod))
                .isFalse();
        assertThat(rule(pods.replace("CREATE", "*")).matches(status)).isFalse();
        assertThat(rule(pods.replace("CREATE", "*").replace("'pods'", "'*'")).matches(status))
                .isFalse();
        assertThat(rule(pods.replace("CREATE", "*").replace("'pods'", "'pods/*'"))
                        .matches(status))
                .isTrue();
        assertThat(rule(pods.replace("CREATE", "*").replace("'pods'", "'*/*'")).matches(status))
                .isTrue();
        assertThat(rule(pods.replace("'pods'", "'*/*'")).matches(pod)).isTrue();
    }
}
