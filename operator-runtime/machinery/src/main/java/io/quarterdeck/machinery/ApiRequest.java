package io.quarterdeck.machinery;

import java.util.List;
import java.util.Map;

/**
 * One request as the edge received it.
 *
 * @param method HTTP method, upper case
 * @param path decoded URL path, beginning with {@code /api} or {@code /apis}
 * @param query decoded query parameters, values in order
 * @param contentType of the body; empty if there is none
 * @param accept the Accept header; empty if there is none
 * @param body empty if there is none
 */
public record ApiRequest(
        User user,
        String method,
        String path,
        Map<String, List<String>> query,
        String contentType,
        String accept,
        String userAgent,
        byte[] body) {

    /** The first value of a query parameter; empty if it was not given. */
    public String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    /** Whether a boolean query parameter was given and is not false. */
    public boolean flag(String name) {
        String value = parameter(name);
        return query.containsKey(name) && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    /** The same request for an answer in another form. */
    public ApiRequest accepting(String otherAccept) {
        return new ApiRequest(user, method, path, query, contentType, otherAccept, userAgent, body);
    }

    /** The same request with its body written down otherwise. */
    public ApiRequest carrying(String otherContentType, byte[] otherBody) {
        return new ApiRequest(user, method, path, query, otherContentType, accept, userAgent, otherBody);
    }
}
