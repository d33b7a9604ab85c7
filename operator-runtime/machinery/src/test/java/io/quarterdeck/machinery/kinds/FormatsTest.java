package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bsonobjectid | 507f1f77bcf86cd799439011 | 507f1f77",
                "uuid         | 7df372ca-fb4d-45aa-9d4b-4cf5c5ba0d14 | 7df372ca",
                "uuid4        | 7df372ca-fb4d-45aa-9d4b-4cf5c5ba0d14 | 7df372ca-fb4d-35aa-9d4b-4cf5c5ba0d14",
                "date         | 2024-02-29 | 2023-02-29",
                "date-time    | 2024-02-29T10:00:00.5+02:00 | 2024-02-29",
                "duration     | 1h15m30.5s | 1 hour",
                "duration     | -0.5ms | 5",
                "email        | a.b+c@example.org | a b@example.org",
                "ipv4         | 10.0.0.1 | 10.0.0.256",
                "ipv6         | 2001:db8::1 | 10.0.0.1",
                "cidr         | 10.0.0.0/8 | 10.0.0.0",
                "hostname     | a.example.org | -a.example.org",
                "uri          | https://example.org/a?b=c | a b",
                "mac          | 00:1a:2b:3c:4d:5e | 00:1a:2b:3c:4d",
                "byte         | YWJj | YWJ",
                "hexcolor     | #ff00aa | #ff00a",
                "rgbcolor     | rgb(0, 10, 255) | rgb(0, 10, 256)",
                "creditcard   | 4111 1111 1111 1111 | 4111 1111 1111 1112",
                "isbn         | 978-3-16-148410-0 | 978-3-16-148410-1",
                "isbn10       | 0-306-40615-2 | 0-306-40615-3",
                "ssn          | 111-22-3333 | 111-22-333",
            })
    void tellsWhatHasAFormat(String format, String right, String wrong) {
        assertThat(Formats.fits(format, right)).isTrue();
        assertThat(Formats.fits(format, wrong)).isFalse();
        assertThat(Formats.fits("of-my-own", wrong)).isTrue();
    }
}
