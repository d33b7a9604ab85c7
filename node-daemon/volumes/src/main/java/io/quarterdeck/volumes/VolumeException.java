package io.quarterdeck.volumes;

/** A volume that cannot be made now: what it names is missing, or the host refuses. To be tried again. */
public final class VolumeException extends Exception {

    private static final long serialVersionUID = 1L;

    public VolumeException(String message) {
        super(message);
    }

    public VolumeException(String message, Throwable cause) {
        super(message, cause);
    }
}
