package io.quarterdeck.machinery.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *",
                "*/5 0-23/2 1,15 JAN-mar mon-FRI",
                "0 0 ? * 6",
                "  0   0 1 1 0 ",
                "5/15 * * * *",
                "@hourly",
                "@every 1h30m",
                "@every 0.5s"
            })
    void aScheduleIsOne(String schedule) {
        assertThat(CronText.fault(schedule)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * *|expected exactly 5 fields, found 4: [* * * *]",
                "60 * * * *|end of range (60) above maximum (59): 60",
                "* * 0 * *|beginning of range (0) below minimum (1): 0",
                "* 5-3 * * *|beginning of range (5) beyond end of range (3): 5-3",
                "*/0 * * * *|step of range should be a positive number: */0",
                "1-2-3 * * * *|too many hyphens: 1-2-3",
                "1/2/3 * * * *|too many slashes: 1/2/3",
                "* * * foo *|failed to parse int from foo: strconv.Atoi: parsing \"foo\": invalid syntax",
                "* * * * 7|end of range (7) above maximum (6): 7",
                "@sometimes|unrecognized descriptor: @sometimes",
                "@every day|failed to parse duration @every day: time: invalid duration \"day\""
            })
    void whatIsNoneSaysWhy(String schedule, String fault) {
        assertThat(CronText.fault(schedule)).isEqualTo(fault);
    }
}
