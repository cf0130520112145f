// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** Names and texts that would break out of their field where a format lets them. */
public final class Hostile {
    public static final List<String> TEXTS = List.of(
            "dsl",
            "dsl\"] <0>1 - - - - - [x@1 y=\"z\"] PRIORITY=0",
            "a\r\nBcc: evil@example.org\r\nX-FTR-Uplink: forged\r\n\r\n.\r\nQUIT\r\n",
            "a\nMESSAGE=forged\nPRIORITY=0\n\nFTR_UPLINK=forged",
            "\",\"uplink\":\"forged\",\"x\":{\"y\":[\"",
            "{id} {uplink} {field.reason|url} {{ ${jndi:ldap://x/} $(reboot) `id` ; rm -rf / #",
            "=?utf-8?q?forged?= <x@y> (c) \\\" \\ ] = ' %00 %n %s",
            "\u0000\u0001\u001b[31m\u0007\u007f\u0085",
            "\u00e8 \u760d\u760a \uD83D\uDE00 \u0130 \ufeff",
            "+#/ ../../etc/passwd /$SYS/#",
            "x".repeat(3000));

    private Hostile() {}

    /** A warning whose uplink, reason and text are the text of this number; its id is {@code 01H} and the number. */
    public static Notice notice(int number) {
        String hostile = TEXTS.get(number);
        return new Notice(
                "01H" + number,
                "01H" + number,
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                Instant.now(),
                "gw1",
                Optional.of(hostile),
                Map.of("reason", hostile),
                Map.of("en", new Notice.Text(hostile, hostile + "\n")));
    }
}
