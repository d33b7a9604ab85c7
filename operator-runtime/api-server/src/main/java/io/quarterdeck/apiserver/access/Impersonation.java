package io.quarterdeck.apiserver.access;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lets somebody act as somebody else ({@code kubectl --as}), if they may. */
public final class Impersonation {

    private final Authorizer authorizer;

    public Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * Who is acted as.
     *
     * @param name the Impersonate-User header
     * @param groups the Impersonate-Group headers
     * @throws ApiException 403 if this user may not act as that one
     */
    public User become(User user, String name, List<String> groups) {
        check(user, asked(name));
        for (String group : groups) {
            check(user, new Attributes("impersonate", "", "v1", "groups", "", "", group, ""));
        }
        List<String> all = new ArrayList<>(groups);
        String[] account = name.split(":", -1);
        if (groups.isEmpty() && name.startsWith(Groups.SERVICE_ACCOUNT_PREFIX) && account.length == 4) {
            all.add(Groups.SERVICE_ACCOUNTS);
            all.add(Groups.SERVICE_ACCOUNTS + ":" + account[2]);
        }
        String everybody = name.equals(User.ANONYMOUS.name()) ? Groups.UNAUTHENTICATED : Groups.AUTHENTICATED;
        if (!all.contains(everybody)) {
            all.add(everybody);
        }
        return new User(name, "", all, Map.of());
    }

    private static Attributes asked(String name) {
        String[] account = name.split(":", -1);
        return name.startsWith(Groups.SERVICE_ACCOUNT_PREFIX) && account.length == 4
                ? new Attributes("impersonate", "", "v1", "serviceaccounts", "", account[2], account[3], "")
                : new Attributes("impersonate", "", "v1", "users", "", "", name, "");
    }

    private void check(User user, Attributes attributes) {
        Decision decision = authorizer.authorize(user, attributes);
        if (!decision.allowed()) {
            Status refused = Denials.forbidden(user, attributes, decision.reason());
            throw new ApiException(refused);
        }
    }
}
