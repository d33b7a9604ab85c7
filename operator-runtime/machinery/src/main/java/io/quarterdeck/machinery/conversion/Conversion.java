package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How an object looks in the form that it is served in, and in the one that it is stored in. Nothing is lost on the way. */
interface Conversion {

    /** Changes a stored object into the served one; may change its argument and return it. */
    ObjectNode toServed(ObjectNode stored);

    /** Changes a served object into the stored one; may change its argument and return it. */
    ObjectNode toStored(ObjectNode served);
}
