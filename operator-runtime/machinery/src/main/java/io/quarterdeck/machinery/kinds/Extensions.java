package io.quarterdeck.machinery.kinds;

/** Our own words in a document of {@code crds/}; {@code crds/README.md} explains them. A user's definition has none. */
final class Extensions {

    static final String MODEL = "x-quarterdeck-model";
    static final String VERBS = "x-quarterdeck-verbs";
    static final String SUBRESOURCES = "x-quarterdeck-subresources";
    static final String STORED_AS = "x-quarterdeck-stored-as";
    static final String FORM = "x-quarterdeck-form";
    static final String ZERO_IS_ABSENT = "x-quarterdeck-zero-is-absent";
    static final String DEFAULT_WHEN = "x-quarterdeck-default-when";
    static final String DEFAULT_RULES = "x-quarterdeck-default-rules";
    static final String REQUIRED = "x-quarterdeck-required";
    static final String OPTIONAL = "x-quarterdeck-optional";
    static final String UNIQUE = "x-quarterdeck-unique";
    static final String IMMUTABLE = "x-quarterdeck-immutable";
    static final String VALUE_AT = "x-quarterdeck-value-at";

    private Extensions() {}
}
