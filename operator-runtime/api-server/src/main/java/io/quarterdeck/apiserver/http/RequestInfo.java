package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.access.Attributes;
import java.util.List;
import java.util.Map;

/**
 * What a request is about, read off its method and URL.
 *
 * @param path the decoded path
 * @param query the decoded query parameters, values in order
 * @param attributes what is to be done to what, as an authorizer sees it
 * @param rest for a proxy subresource: what stands behind it, still encoded, beginning with a slash; otherwise empty
 */
public record RequestInfo(String path, Map<String, List<String>> query, Attributes attributes, String rest) {

    /** The first value of a query parameter; empty if it was not given. */
    public String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    /** Whether a boolean query parameter was given and is not false. */
    public boolean flag(String name) {
        List<String> values = query.get(name);
        if (values == null || values.isEmpty()) {
            return false;
        }
        String value = values.getFirst();
        return !value.equals("false") && !value.equals("0");
    }
}
