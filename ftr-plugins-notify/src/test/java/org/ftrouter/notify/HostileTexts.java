// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** What an uplink may be called and a probe may say, so that some format would take it for more than text. */
public final class HostileTexts {
    public static final List<String> ALL = List.of(
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
            "\u202egnorts\u2066 isolated\u2028 lines\u2029",
            "half \ud83d of a pair \udc00",
            "<!channel> <@U1|x> @everyone @room &lt; </pre></b><script> *b* _i_ ~s~ [a](http://x/) ```",
            "x".repeat(3000));

    /** Those that are another text where control characters are no text: in a header, a line of a log. */
    private static final Map<Integer, String> PLAIN = Map.of(
            2, "a  Bcc: evil@example.org  X-FTR-Uplink: forged    .  QUIT  ",
            3, "a MESSAGE=forged PRIORITY=0  FTR_UPLINK=forged",
            7, "   [31m   ",
            10, " gnorts  isolated  lines ",
            11, "half   of a pair  ");

    private HostileTexts() {}

    /** One line of so many characters at most: each character that is no text is a space. */
    public static String plain(int number, int most) {
        String line = PLAIN.getOrDefault(number, ALL.get(number));
        return line.substring(0, Math.min(most, line.length()));
    }

    /** As UTF-8 can write it: half of a surrogate pair is no character. */
    public static String written(String text) {
        return text.equals(ALL.get(11)) ? "half ? of a pair ?" : text;
    }

    /** A notice {@code 01H0}, {@code 01H1} and so on; the text of that number is its uplink, its reason, its texts. */
    public static Notice notice(int number) {
        String hostile = ALL.get(number);
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
