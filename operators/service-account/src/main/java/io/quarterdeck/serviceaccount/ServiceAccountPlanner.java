package io.quarterdeck.serviceaccount;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what a namespace lacks. Pure: no clock, no I/O, no logging. */
final class ServiceAccountPlanner {

    static final String ACCOUNT = "default";
    static final String AUTHORITY = "kube-root-ca.crt";
    static final String AUTHORITY_FIELD = "ca.crt";

    private ServiceAccountPlanner() {}

    /**
     * A namespace as it was seen.
     *
     * @param authority what its ConfigMap says; empty if there is no ConfigMap
     */
    record Observed(boolean active, boolean hasAccount, Optional<String> authority) {}

    sealed interface Action {
        record CreateAccount() implements Action {}

        record CreateAuthority(String pem) implements Action {}

        record CorrectAuthority(String pem) implements Action {}
    }

    static List<Action> plan(Observed observed, String pem) {
        if (!observed.active()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        if (!observed.hasAccount()) {
            actions.add(new Action.CreateAccount());
        }
        if (observed.authority().isEmpty()) {
            actions.add(new Action.CreateAuthority(pem));
        } else if (!observed.authority().get().equals(pem)) {
            actions.add(new Action.CorrectAuthority(pem));
        }
        return actions;
    }
}
