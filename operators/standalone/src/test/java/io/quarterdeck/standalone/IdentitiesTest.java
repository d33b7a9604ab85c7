package io.quarterdeck.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.apiserver.authorization.RoleFile;
import io.quarterdeck.machinery.User;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdentitiesTest {

    @Test
    void anOperatorIsAServiceAccountOfItsOwn() {
        User user = Identities.of("deployment", Set.of("deployment"));

        assertThat(user.name()).isEqualTo("system:serviceaccount:kube-system:deployment-controller");
        assertThat(user.groups())
                .containsExactly(
                        "system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated");
    }

    @Test
    void oneWithoutARoleWorksAllTheSame() {
        assertThat(Identities.of("ships", Set.of("deployment")).groups()).contains("system:quarterdeck:operators");
    }

    @Test
    void whoeverFillsTheCachesHasARole() {
        assertThat(RoleFile.load().operators()).contains("standalone");
    }
}
