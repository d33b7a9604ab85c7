package io.quarterdeck.cri;

/** What a container runtime answered instead of doing as it was told. The message is the runtime's own. */
public abstract sealed class CriException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private CriException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is no such sandbox, container or image. */
    public static final class NotFound extends CriException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The runtime does not answer: it is not running, is being restarted, or takes longer than it may. */
    public static final class Unavailable extends CriException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The runtime answered that it cannot. */
    public static final class Failed extends CriException {
        private static final long serialVersionUID = 1L;

        public Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
