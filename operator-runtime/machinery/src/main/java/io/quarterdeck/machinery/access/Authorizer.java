package io.quarterdeck.machinery.access;

import io.quarterdeck.machinery.User;

/** Decides who may do what. Never blocks; safe for any number of threads. */
public interface Authorizer {

    Decision authorize(User user, Attributes attributes);

    /** What {@code kubectl auth can-i --list} shows. */
    Rules rules(User user, String namespace);
}
