package io.quarterdeck.machinery.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.Quantity;
import io.quarterdeck.model.quota.Amounts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts as quotas show them. */
final class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "pods, 0, 0",
        "pods, 1024, 1024",
        "pods, 1000, 1k",
        "requests.cpu, 1.5, 1500m",
        "requests.cpu, 2000m, 2",
        "requests.cpu, 0.0000000001, 1n",
        "requests.memory, 1073741824, 1Gi",
        "requests.memory, 1536Mi, 1536Mi",
        "requests.memory, 100M, 100M",
        "requests.memory, 1.5, 1500m",
        "requests.storage, 4096Ei, 4096Ei",
    })
    void areWrittenInTheShortestForm(String name, String amount, String text) {
        assertThat(Amounts.text(name, Quantity.parse(amount))).isEqualTo(text);
        assertThat(Quantity.parse(Amounts.text(name, Quantity.parse(amount))))
                .isGreaterThanOrEqualTo(Quantity.parse(amount));
    }

    @Test
    void standInTheOrderOfTheirNames() {
        assertThat(Amounts.list(Map.of("requests.cpu", Quantity.parse("1"), "pods", Quantity.parse("2"))))
                .isEqualTo("pods=2,requests.cpu=1");
    }
}
