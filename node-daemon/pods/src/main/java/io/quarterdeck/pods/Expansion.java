package io.quarterdeck.pods;

import java.util.Map;

/** {@code $(NAME)} in values, commands and arguments; {@code $$} is a dollar, an unknown name stays as it is written. */
final class Expansion {

    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (letter == '$' && next == '$') {
                result.append('$');
                at += 2;
            } else if (letter == '$' && next == '(' && text.indexOf(')', at) > 0) {
                int end = text.indexOf(')', at);
                String value = variables.get(text.substring(at + 2, end));
                result.append(value == null ? text.substring(at, end + 1) : value);
                at = end + 1;
            } else {
                result.append(letter);
                at++;
            }
        }
        return result.toString();
    }
}
