package io.quarterdeck.store.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.contract.Drafts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredObjectTest {

    private final StoredObject codec = new StoredObject();

    @Test
    void readsTheHeaderThatTheWholeTreeGives() {
        ObjectNode tree = Drafts.tree("default", "one", "some\nvalue");
        tree.withObject("/metadata")
                .put("generation", 3)
                .putArray("managedFields")
                .addObject()
                .putObject("fieldsV1");
        Header header = Drafts.header(tree);

        KubeObject object = codec.decode(StoredObject.encode(header, KubeObject.encodeDraft(tree)), 17);

        assertThat(object.header()).isEqualTo(header);
        assertThat(new ArrayList<>(object.header().labels().keySet()))
                .isEqualTo(new ArrayList<>(header.labels().keySet()));
        assertThat(object.json())
                .isEqualTo(KubeObject.commit(header, KubeObject.encodeDraft(tree), 17)
                        .json());
    }

    @Test
    void needsNoSecondLineWhereAKindHasNoSelectableFields() {
        ObjectNode tree = Drafts.tree("", "one", "value");
        Header header = Header.of(tree, List.of());
        byte[] stored = StoredObject.encode(header, KubeObject.encodeDraft(tree));

        assertThat(stored).isEqualTo(KubeObject.encodeDraft(tree));
        assertThat(codec.decode(stored, 2).header()).isEqualTo(header);
    }

    @Test
    void leavesItsBytesReadableByAnyone() {
        ObjectNode tree = Drafts.tree("default", "one", "value");
        byte[] stored = StoredObject.encode(Drafts.header(tree), KubeObject.encodeDraft(tree));
        String[] lines = new String(stored, StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(2);
        assertThat(Json.parse(lines[1].getBytes(StandardCharsets.UTF_8))
                        .get("data.value")
                        .asText())
                .isEqualTo("value");
    }

    @Test
    void refusesWhatIsNoObject() {
        for (String text : List.of("", "[]", "{}", "{\"metadata\":1}", "{\"metadata\":{\"name\":", "rubbish")) {
            assertThatThrownBy(() -> codec.decode(text.getBytes(StandardCharsets.UTF_8), 1))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
