package io.quarterdeck.machinery.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import io.quarterdeck.model.quota.Demand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitTest {

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> faults(String limit, String resources) {
        List<String> faults = new ArrayList<>();
        Limit.of(json(limit)).check(Demand.ofContainer(json("{'resources': " + resources + "}")), faults);
        return faults;
    }

    @Test
    void saysWhatIsTooLittle() {
        String limit = "{'type': 'Container', 'min': {'cpu': '50m', 'memory': '64Mi'}}";
        assertThat(faults(limit, "{'requests': {'cpu': '10m', 'memory': '64Mi'}}"))
                .containsExactly("minimum cpu usage per Container is 50m, but request is 10m");
        assertThat(faults(limit, "{'requests': {'cpu': '50m', 'memory': '32Mi'}}"))
                .containsExactly("minimum memory usage per Container is 64Mi, but request is 32Mi");
        assertThat(faults(limit, "{'requests': {'cpu': '1'}}"))
                .containsExactly("minimum memory usage per Container is 64Mi.  No request is specified");
    }

    @Test
    void saysWhatIsTooMuch() {
        String limit = "{'type': 'Pod', 'max': {'cpu': '1'}}";
        assertThat(faults(limit, "{'limits': {'cpu': '1500m'}}"))
                .containsExactly("maximum cpu usage per Pod is 1, but limit is 1500m");
        assertThat(faults(limit, "{'limits': {'cpu': '1'}, 'requests': {'cpu': '1'}}"))
                .isEmpty();
        assertThat(faults(limit, "{'requests': {'cpu': '1'}}"))
                .containsExactly("maximum cpu usage per Pod is 1.  No limit is specified");
    }

    @Test
    void aVolumeClaimNeedsNoLimit() {
        String limit = "{'type': 'PersistentVolumeClaim', 'max': {'storage': '2Gi'}}";
        assertThat(faults(limit, "{'requests': {'storage': '1Gi'}}")).isEmpty();
        assertThat(faults(limit, "{'requests': {'storage': '3Gi'}}"))
                .containsExactly("maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi");
    }

    @Test
    void comparesLimitAndRequest() {
        String limit = "{'type': 'Container', 'maxLimitRequestRatio': {'cpu': '2'}}";
        assertThat(faults(limit, "{'limits': {'cpu': '200m'}, 'requests': {'cpu': '100m'}}"))
                .isEmpty();
        assertThat(faults(limit, "{'limits': {'cpu': '300m'}, 'requests': {'cpu': '100m'}}"))
                .containsExactly("cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000");
        assertThat(faults(limit, "{'limits': {'cpu': '300m'}}"))
                .containsExactly(
                        "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0");
    }

    @Test
    void aPodAsksForItsContainersOrItsGreediestInitContainer() {
        Demand demand = Demand.ofPod(json("""
                {'containers': [{'resources': {'requests': {'cpu': '1'}}}, {'resources': {'requests': {'cpu': '500m'}}}],
                 'initContainers': [
                   {'resources': {'requests': {'cpu': '250m'}}, 'restartPolicy': 'Always'},
                   {'resources': {'requests': {'cpu': '1', 'memory': '1Gi'}}}]}"""));
        assertThat(demand.requests())
                .isEqualTo(Map.of("cpu", Quantity.parse("1750m"), "memory", Quantity.parse("1Gi")));
    }
}
