package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.SelectableField;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KindsTest {

    private final Kinds kinds = BuiltInKinds.load();

    @Test
    void servesEveryKindThatCodeAddressesByName() {
        List<ResourceType> named = List.of(
                Resources.NAMESPACES,
                Resources.NODES,
                Resources.PODS,
                Resources.SERVICES,
                Resources.ENDPOINTS,
                Resources.CONFIG_MAPS,
                Resources.SECRETS,
                Resources.SERVICE_ACCOUNTS,
                Resources.EVENTS,
                Resources.DEPLOYMENTS,
                Resources.REPLICA_SETS,
                Resources.ENDPOINT_SLICES,
                Resources.LEASES,
                Resources.CUSTOM_RESOURCE_DEFINITIONS);
        for (ResourceType type : named) {
            assertThat(kinds.byPlural(type.group(), type.version(), type.plural())
                            .map(Kind::type))
                    .contains(type);
            assertThat(kinds.byKind(type.group(), type.version(), type.kind()).map(Kind::type))
                    .contains(type);
        }
    }

    @Test
    void aBodyOfASubresourceHasASchemaButNoUrl() {
        assertThat(kinds.byKind("policy", "v1", "Eviction")).isPresent();
        assertThat(kinds.byPlural("policy", "v1", "evictions")).isEmpty();
    }

    @Test
    void aUsersKindComesChangesAndGoes() {
        long before = kinds.generation();
        Kind custom = Fixture.custom();
        kinds.replace("crontabs.stable.example.com", List.of(custom));
        assertThat(kinds.generation()).isEqualTo(before + 1);
        assertThat(kinds.byPlural("stable.example.com", "v1", "crontabs")).contains(custom);
        assertThat(kinds.all()).contains(custom);
        kinds.replace("crontabs.stable.example.com", List.of());
        assertThat(kinds.byPlural("stable.example.com", "v1", "crontabs")).isEmpty();
        assertThat(kinds.generation()).isEqualTo(before + 2);
    }

    @Test
    void aBuiltInKindCannotBeTakenAway() {
        Kind pods = kinds.byPlural("", "v1", "pods").orElseThrow();
        Kind impostor = new Kind(
                pods.type(),
                "pod",
                "PodList",
                List.of(),
                List.of(),
                List.of("get"),
                List.of(),
                Fixture.custom().schema(),
                List.of(),
                List.of(),
                List.of(),
                false,
                pods.type(),
                Versions.ONE);
        kinds.replace("pods", List.of(impostor));
        assertThat(kinds.byPlural("", "v1", "pods")).contains(pods);
    }

    @Test
    void podsHaveTheColumnsThatKubectlUsersKnow() {
        Kind pods = kinds.byPlural("", "v1", "pods").orElseThrow();
        assertThat(pods.columns().stream()
                        .filter(column -> column.priority() == 0)
                        .map(Kind.Column::name))
                .containsExactly("Ready", "Status", "Restarts", "Age");
        assertThat(pods.selectableFields()).extracting(SelectableField::name).contains("spec.nodeName", "status.phase");
    }

    @Test
    void listsSayHowTheyMerge() {
        Schema spec = Objects.requireNonNull(
                Fixture.kind("", "Pod").schema().properties().get("spec"));
        Schema volumes = Objects.requireNonNull(spec.properties().get("volumes"));
        assertThat(volumes.patchMergeKey()).isEqualTo("name");
        assertThat(volumes.patchStrategy()).containsExactly("merge", "retainKeys");
        assertThat(volumes.listType()).isEqualTo("map");
        Schema tolerations = Objects.requireNonNull(spec.properties().get("tolerations"));
        assertThat(tolerations.listType()).isEqualTo("atomic");
        assertThat(tolerations.patchMergeKey()).isEmpty();
    }

    @Test
    void equalLeavesAreShared() {
        Schema pod = Fixture.kind("", "Pod").schema();
        Schema deployment = Fixture.kind("apps", "Deployment").schema();
        assertThat(pod.properties().get("metadata"))
                .isSameAs(deployment.properties().get("metadata"));
    }
}
