// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.cycle.PathId;

/**
 * Something to be told of an uplink besides its health.
 *
 * @param path one of its paths
 * @param topic what it is about, a word; of each, one incident can be open
 * @param kind of the notice; its texts are {@code event.KIND.*}
 * @param opens whether it opens an incident; otherwise it closes the one that is open, if there is one
 * @param facts parameters of the texts, and fields of the notice
 * @param id what its notice is to be called, if somebody waits until that is stored; then it is told whatever people know
 */
public record UplinkEvent(
        PathId path,
        String topic,
        String kind,
        Severity severity,
        boolean opens,
        Map<String, Object> facts,
        Optional<String> id) {

    /** Copies. */
    public UplinkEvent {
        facts = Map.copyOf(facts);
    }

    /** What has just happened. */
    public UplinkEvent(
            PathId path, String topic, String kind, Severity severity, boolean opens, Map<String, Object> facts) {
        this(path, topic, kind, severity, opens, facts, Optional.empty());
    }

    /** Whether an incident is of this kind: it is not found again with what is measured, but told when it is over. */
    static boolean isSubject(String subject) {
        return subject.endsWith(" budget") || subject.endsWith(" hangup") || subject.endsWith(" drain");
    }

    String subject() {
        return path + " " + topic;
    }
}
