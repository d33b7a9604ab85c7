package io.quarterdeck.cri;

/** Hears what happens in the runtime. Called from any thread; it must not block. */
public interface RuntimeListener {

    /**
     * A container or sandbox was started, ended, or ran out of memory. What the runtime answers from now on includes it.
     *
     * @param id of the container, or of the sandbox
     */
    void changed(String id);

    /** Events may have been lost (the runtime was not there): look at everything. Also called at the start. */
    void resync();
}
