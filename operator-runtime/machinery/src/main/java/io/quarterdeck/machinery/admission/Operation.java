package io.quarterdeck.machinery.admission;

/** What a request does to an object, by the names that rules use. */
public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
}
