package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.access.Decision;
import org.junit.jupiter.api.Test;

/** Who may make an object the dependent of another. */
final class OwnerPermissionTest {

    private static final String OWNED =
            "ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: d, uid: u-1, blockOwnerDeletion: %s}]";

    private final TestApi api = new TestApi(ApiConfig::guardingOwners);

    private TestApi.Answer create(String name, String owners) {
        return api.post(TestApi.CONFIG_MAPS, "{metadata: {name: " + name + ", " + owners + "}}");
    }

    @Test
    void whoBlocksAnOwnerMayChangeItsFinalizers() {
        assertThat(create("a", OWNED.formatted("false")).code()).isEqualTo(201);
        TestApi.Answer refused = create("b", OWNED.formatted("true"));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "configmaps \"b\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a"
                                + " resource you can't set finalizers on: nobody else does anything");
        api.authorizer = attributes -> attributes.verb().equals("update")
                        && attributes.resource().equals("deployments")
                        && attributes.subresource().equals("finalizers")
                        && attributes.name().equals("d")
                ? Decision.allow("")
                : Decision.deny("no");
        assertThat(create("b", OWNED.formatted("true")).code()).isEqualTo(201);
        assertThat(create("c", OWNED.replace("Deployment", "Boat").formatted("true"))
                        .message())
                .endsWith("cannot find RESTMapping for APIVersion apps/v1 Kind Boat");
    }

    @Test
    void whoChangesTheOwnersMayDeleteTheObject() {
        create("a", "labels: {}");
        String patch = "{metadata: {" + OWNED.formatted("false") + "}}";
        assertThat(api.patch(TestApi.CONFIG_MAPS + "/a", MERGE, patch).message())
                .isEqualTo(
                        "configmaps \"a\" is forbidden: cannot set an ownerRef on a resource you can't delete: nobody"
                                + " else does anything");
        assertThat(api.patch(TestApi.CONFIG_MAPS + "/a", MERGE, "{data: {k: v}}")
                        .code())
                .isEqualTo(200);
        api.authorizer = attributes -> attributes.verb().equals("delete") ? Decision.allow("") : Decision.deny("no");
        assertThat(api.patch(TestApi.CONFIG_MAPS + "/a", MERGE, patch).code()).isEqualTo(200);
    }

    @Test
    void nobodyIsAskedUnlessItIsWanted() {
        TestApi usual = new TestApi();
        assertThat(usual.post(TestApi.CONFIG_MAPS, "{metadata: {name: a, " + OWNED.formatted("true") + "}}")
                        .code())
                .isEqualTo(201);
    }
}
