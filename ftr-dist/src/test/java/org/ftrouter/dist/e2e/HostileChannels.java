// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.nio.file.Path;
import java.util.List;

/** The configuration of channels to {@link HostileReceivers}, each with a secret of its own. */
final class HostileChannels {
    static final String CANARY = "canary-2Hq7";

    private static final String MAIL =
            "type = email, from = \"gw@example.org\", to = [ \"noc@example.org\" ], smtp { host ="
                    + " \"127.0.0.1\", timeout = 2s, user = gw, password = \"SECRET\", ";
    private static final String HOOK = "type = webhook, timeout = 2s, token = \"SECRET\", url = \"http://127.0.0.1:";
    private static final String BEAT = "type = heartbeat, interval = 10s, timeout = 2s, url = \"http://127.0.0.1:";
    private static final String MQTT = "type = mqtt, timeout = 2s, user = gw, password = \"SECRET\", broker = \"";

    private static final List<String> CHANNELS = List.of(
            "mutemail { " + MAIL + "port = " + HostileReceivers.MUTE + ", tls = none } }",
            "drippingmail { " + MAIL + "port = " + HostileReceivers.DRIPPING_MAIL + ", tls = none } }",
            "busymail { " + MAIL + "port = " + HostileReceivers.BUSY_MAIL + ", tls = none } }",
            "strictmail { " + MAIL + "port = " + HostileReceivers.STRICT_MAIL + ", tls = none } }",
            "startedmail { " + MAIL + "port = " + HostileReceivers.FORGED_MAIL + ", tls = starttls } }",
            "forgedmail { " + MAIL + "port = " + HostileReceivers.FORGED + ", tls = tls } }",
            "mutehook { " + HOOK + HostileReceivers.MUTE + "/SECRET\" }",
            "drippinghook { " + HOOK + HostileReceivers.DRIPPING_WEB + "/SECRET\" }",
            "brokenhook { " + HOOK + HostileReceivers.BROKEN_WEB + "/500/SECRET\" }",
            "loopinghook { " + HOOK + HostileReceivers.BROKEN_WEB + "/loop/SECRET\" }",
            "refusinghook { " + HOOK + HostileReceivers.BROKEN_WEB + "/410/SECRET\" }",
            "forgedhook { " + HOOK.replace("http:", "https:") + HostileReceivers.FORGED + "/SECRET\" }",
            "signinghook { " + HOOK + HostileReceivers.BROKEN_WEB + "/500/x\", hmac = \"hmac-SECRET\" }",
            "headedhook { type = webhook, timeout = 2s, headers { X-Key = \"SECRET\" }, url = \"http://127.0.0.1:"
                    + HostileReceivers.BROKEN_WEB + "/500/x\" }",
            "mutelog { type = syslog, timeout = 2s, to = \"tls://127.0.0.1:" + HostileReceivers.MUTE + "\" }",
            "forgedlog { type = syslog, timeout = 2s, to = \"tls://127.0.0.1:" + HostileReceivers.FORGED + "\" }",
            "unreadlog { type = syslog, timeout = 2s, to = \"tcp://127.0.0.1:" + HostileReceivers.UNREAD + "\" }",
            "locallog { type = syslog, timeout = 2s, to = \"SOCKET\" }",
            "journal { type = journald, socket = \"SOCKET\" }",
            "endless { type = exec, timeout = 2s, command = [ \"/bin/sh\", \"-c\", \"sleep 997 & wait\" ] }",
            "mutequeue { " + MQTT + "tcp://127.0.0.1:" + HostileReceivers.MUTE + "\" }",
            "drippingqueue { " + MQTT + "tcp://127.0.0.1:" + HostileReceivers.DRIPPING_MQTT + "\" }",
            "strictqueue { " + MQTT + "tcp://127.0.0.1:" + HostileReceivers.STRICT_MQTT + "\" }",
            "forgedqueue { " + MQTT + "ssl://127.0.0.1:" + HostileReceivers.FORGED + "\" }",
            "mutebeat { " + BEAT + HostileReceivers.MUTE + "/SECRET\" }",
            "drippingbeat { " + BEAT + HostileReceivers.DRIPPING_WEB + "/SECRET\" }",
            "brokenbeat { " + BEAT + HostileReceivers.BROKEN_WEB + "/500/SECRET\" }",
            "loopingbeat { " + BEAT + HostileReceivers.BROKEN_WEB + "/loop/SECRET\" }",
            "forgedbeat { " + BEAT.replace("http:", "https:") + HostileReceivers.FORGED + "/SECRET\" }",
            "mutetrap3 { type = snmptrap, timeout = 2s, inform = true, version = v3, user = gw, auth-password ="
                    + " \"auth-SECRET\", priv-password = \"priv-SECRET\", to = \"127.0.0.1:" + HostileReceivers.MUTE
                    + "\" }",
            "mutetrap { type = snmptrap, timeout = 2s, inform = true, community = \"SECRET\", to = \"127.0.0.1:"
                    + HostileReceivers.MUTE + "\" }");

    static final List<String> NAMES =
            CHANNELS.stream().map(c -> c.substring(0, c.indexOf(' '))).toList();

    private HostileChannels() {}

    static String secret(String name) {
        return CANARY + "-" + name;
    }

    /** Those whose receivers are good. */
    static String good() {
        return "notify = [\n  { type = webhook, name = good, url = \"http://127.0.0.1:" + HostileReceivers.GOOD_WEB
                + "/\" }\n  { type = syslog, name = goodlog, to = \"tcp://127.0.0.1:" + HostileReceivers.GOOD_SYSLOG
                + "\" }\n]\n";
    }

    /**
     * The hostile ones first, then the good ones.
     *
     * @param socket a local one, which is full
     */
    static String all(Path socket) {
        var hostile = new StringBuilder("notify = [\n");
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            hostile.append(CHANNELS.get(i)
                            .replace(name + " {", "  { name = " + name + ",")
                            .replace("SECRET", secret(name))
                            .replace("SOCKET", socket.toString()))
                    .append('\n');
        }
        return hostile + good().replace("notify = [\n", "");
    }
}
