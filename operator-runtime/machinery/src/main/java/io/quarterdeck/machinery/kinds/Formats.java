package io.quarterdeck.machinery.kinds;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** The values of {@code format} that a user's text is held against. Any other word is published and not checked, as upstream. */
public final class Formats {

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{24}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"(),:;\\[\\]\\\\]+@[^\\s@<>\"(),:;\\[\\]\\\\]+");
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9\\p{L}]([a-z0-9\\p{L}_-]{0,61}[a-z0-9\\p{L}])?");
    private static final Pattern MAC = Pattern.compile(
            "([0-9a-f]{2}([:-])[0-9a-f]{2}(\\2[0-9a-f]{2}){4}((\\2[0-9a-f]{2}){2})?)|([0-9a-f]{4}\\.){2}[0-9a-f]{4}");
    private static final Pattern HEX_COLOR = Pattern.compile("#?([0-9a-f]{3}|[0-9a-f]{6})");
    private static final Pattern RGB_COLOR = Pattern.compile(
            "rgb\\(\\s*([0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])(\\s*,\\s*([0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])){2}\\s*\\)");
    private static final Pattern ISBN_10 = Pattern.compile("[0-9]{9}[0-9X]");
    private static final Pattern ISBN_13 = Pattern.compile("[0-9]{13}");
    private static final Pattern SSN = Pattern.compile("[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}");
    private static final int HOST_LENGTH_MAX = 255;

    private Formats() {}

    /** Whether a text has a format; true for formats that nobody checks. */
    public static boolean fits(String format, String text) {
        return switch (format) {
            case "bsonobjectid" -> OBJECT_ID.matcher(text).matches();
            case "uuid" -> isUuid(text, '\0');
            case "uuid3" -> isUuid(text, '3');
            case "uuid4" -> isUuid(text, '4');
            case "uuid5" -> isUuid(text, '5');
            case "date" -> isDate(text);
            case "date-time", "datetime" -> isTime(text);
            case "duration" -> Durations.parse(text).isPresent();
            case "email" -> EMAIL.matcher(text).matches();
            case "ipv4" -> text.indexOf(':') < 0 && Addresses.parse(text).isPresent();
            case "ipv6" -> text.indexOf(':') >= 0 && Addresses.parse(text).isPresent();
            case "cidr" -> Addresses.parseBlock(text).isPresent();
            case "hostname" -> isHost(text);
            case "uri" -> isUri(text);
            case "mac" -> MAC.matcher(text.toLowerCase(Locale.ROOT)).matches();
            case "byte" -> isBase64(text);
            case "hexcolor" -> HEX_COLOR.matcher(text.toLowerCase(Locale.ROOT)).matches();
            case "rgbcolor" -> RGB_COLOR.matcher(text).matches();
            case "creditcard" -> isCard(text.replaceAll("[^0-9]", ""));
            case "isbn" -> isIsbn10(digits(text)) || isIsbn13(digits(text));
            case "isbn10" -> isIsbn10(digits(text));
            case "isbn13" -> isIsbn13(digits(text));
            case "ssn" -> SSN.matcher(text).matches();
            default -> true;
        };
    }

    private static boolean isUuid(String text, char version) {
        String lower = text.toLowerCase(Locale.ROOT);
        String plain = lower.replace("-", "");
        return UUID.matcher(lower).matches() && (version == '\0' || plain.charAt(12) == version);
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return text.length() == 10;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text.toUpperCase(Locale.ROOT));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isHost(String text) {
        if (text.isEmpty() || text.length() > HOST_LENGTH_MAX) {
            return false;
        }
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        for (String label : bare.toLowerCase(Locale.ROOT).split("\\.", -1)) {
            if (!HOST_LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String digits(String text) {
        return text.replace("-", "").replace(" ", "");
    }

    private static boolean isCard(String digits) {
        if (digits.length() < 13 || digits.length() > 19) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 1 ? 2 * digit : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    private static boolean isIsbn10(String digits) {
        if (!ISBN_10.matcher(digits).matches()) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (10 - i) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    private static boolean isIsbn13(String digits) {
        if (!ISBN_13.matcher(digits).matches()) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }
}
