package io.quarterdeck.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ImpersonationTest {

    private static final User JANE = new User("jane", "", List.of("system:authenticated"), Map.of());

    /** What was asked, and what is refused. */
    private final List<String> asked = new ArrayList<>();

    private String refused = "";

    private final Impersonation impersonation = new Impersonation(new Authorizer() {
        @Override
        public Decision authorize(User user, Attributes attributes) {
            String what = attributes.verb() + " " + attributes.resource() + "/" + attributes.subresource() + " "
                    + attributes.namespace() + ":" + attributes.name();
            asked.add(what);
            return what.contains(refused) && !refused.isEmpty() ? Decision.deny("") : Decision.allow("");
        }

        @Override
        public Rules rules(User user, String namespace) {
            return new Rules(List.of(), List.of(), false);
        }
    });

    @Test
    void asksForEachThingThatIsTakenOn() {
        User bob = impersonation.become(
                JANE, new Impersonation.Wanted("bob", "u-1", List.of("dev"), Map.of("scopes", List.of("a", "b"))));
        assertThat(asked)
                .containsExactly(
                        "impersonate users/ :bob",
                        "impersonate uids/ :u-1",
                        "impersonate userextras/scopes :a",
                        "impersonate userextras/scopes :b",
                        "impersonate groups/ :dev");
        assertThat(bob)
                .isEqualTo(new User(
                        "bob", "u-1", List.of("dev", "system:authenticated"), Map.of("scopes", List.of("a", "b"))));
    }

    @Test
    void makesAServiceAccountOfItsName() {
        User robot = impersonation.become(
                JANE, new Impersonation.Wanted("system:serviceaccount:team:robot", "", List.of(), Map.of()));
        assertThat(asked).containsExactly("impersonate serviceaccounts/ team:robot");
        assertThat(robot.groups())
                .containsExactly("system:serviceaccounts", "system:serviceaccounts:team", "system:authenticated");
    }

    @Test
    void refusesWhatIsNotAllowed() {
        refused = "userextras";
        assertThatThrownBy(() -> impersonation.become(
                        JANE, new Impersonation.Wanted("bob", "", List.of(), Map.of("scopes", List.of("a")))))
                .hasMessageContaining("userextras.authentication.k8s.io \"a\" is forbidden: User \"jane\" cannot"
                        + " impersonate resource \"userextras/scopes\" in API group \"authentication.k8s.io\"");
        refused = "groups";
        assertThatThrownBy(() -> impersonation.become(
                        JANE, new Impersonation.Wanted("bob", "", List.of("system:masters"), Map.of())))
                .hasMessageContaining("groups \"system:masters\" is forbidden");
    }

    @Test
    void needsAUser() {
        assertThatThrownBy(() -> impersonation.become(JANE, new Impersonation.Wanted("", "", List.of("dev"), Map.of())))
                .hasMessageContaining("Impersonate-User");
    }
}
