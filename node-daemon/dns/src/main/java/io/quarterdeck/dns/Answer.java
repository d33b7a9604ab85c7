package io.quarterdeck.dns;

import java.util.List;

/** What is to be done about a question. */
sealed interface Answer {

    /** Response codes by number. */
    int NO_ERROR = 0;

    int FORMAT_ERROR = 1;
    int SERVER_FAILURE = 2;
    int NO_SUCH_NAME = 3;
    int NOT_IMPLEMENTED = 4;
    int REFUSED = 5;

    /**
     * The cluster's own answer.
     *
     * @param authority the zone's start, if there is nothing to answer
     * @param additional addresses that the asker will want next
     */
    record Local(int code, List<DnsRecord> records, List<DnsRecord> authority, List<DnsRecord> additional)
            implements Answer {
        public Local {
            records = List.copyOf(records);
            authority = List.copyOf(authority);
            additional = List.copyOf(additional);
        }
    }

    /** A name of ours stands for a foreign one: whoever asks us expects that one's addresses too. */
    record Follow(DnsRecord alias, String target) implements Answer {}

    /** Not ours: the host's resolvers know. */
    record Forward() implements Answer {}
}
