package io.quarterdeck.control.runtime;

import io.quarterdeck.control.ListOptions;
import io.quarterdeck.model.FieldSelector;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;

/** Something that a reconciler wrote and that its caches have to see before it runs again. */
sealed interface OwnWrite {

    /** Whether the feed has it, or never will. */
    boolean seen();

    /** The feed has to reach the revision of the answer. */
    record Written(ObjectFeed feed, KubeObject answer) implements OwnWrite {

        @Override
        public boolean seen() {
            return feed.revision() >= answer.revision() || !concerns();
        }

        /** A feed with a selector hears only of objects that it holds or selects. */
        private boolean concerns() {
            return selected(feed.options(), answer) || feed.anyCache().revisionOf(answer.key()) != 0;
        }
    }

    /** The answer carried no revision: the feed has to lose the object or hold a later state of it. */
    record Changed(ObjectFeed feed, ObjectKey key, long before) implements OwnWrite {

        @Override
        public boolean seen() {
            return feed.anyCache().revisionOf(key) != before || before == 0;
        }
    }

    private static boolean selected(ListOptions options, KubeObject object) {
        if (!options.namespace().isEmpty()
                && !options.namespace().equals(object.key().namespace())) {
            return false;
        }
        if (!options.labelSelector().isEmpty()
                && !LabelSelector.parse(options.labelSelector())
                        .matches(object.header().labels())) {
            return false;
        }
        FieldSelector fields = options.fieldSelector();
        return fields.isEverything() || fields.matches(Header.of(object.tree(), fields.fields()));
    }
}
