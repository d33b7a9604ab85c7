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

    private static final String AUTHENTICATION = "authentication.k8s.io";

    private final Authorizer authorizer;

    public Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * Who is asked for.
     *
     * @param name the Impersonate-User header; empty if there is none
     * @param uid the Impersonate-Uid header; empty if there is none
     * @param groups the Impersonate-Group headers
     * @param extra the Impersonate-Extra-NAME headers, by name
     */
    public record Wanted(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
        public Wanted {
            groups = List.copyOf(groups);
            extra = Map.copyOf(extra);
        }
    }

    /**
     * Who is acted as.
     *
     * @throws ApiException 403 if this user may not act as that one, 400 if it is not said whom
     */
    public User become(User user, Wanted wanted) {
        String name = wanted.name();
        List<String> groups = wanted.groups();
        if (name.isEmpty()) {
            throw new ApiException(Status.badRequest(
                    "Impersonate-Group, Impersonate-Uid and Impersonate-Extra need the header Impersonate-User"));
        }
        check(user, asked(name));
        if (!wanted.uid().isEmpty()) {
            check(user, new Attributes("impersonate", AUTHENTICATION, "v1", "uids", "", "", wanted.uid(), ""));
        }
        wanted.extra()
                .forEach((key, values) -> values.forEach(value -> check(
                        user, new Attributes("impersonate", AUTHENTICATION, "v1", "userextras", key, "", value, ""))));
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
        return new User(name, wanted.uid(), all, wanted.extra());
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
