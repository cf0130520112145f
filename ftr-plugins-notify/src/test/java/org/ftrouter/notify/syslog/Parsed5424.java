// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of RFC 5424, section 6, that accepts one message and nothing around it. */
public record Parsed5424(
        int priority,
        String time,
        String host,
        String application,
        String process,
        String messageId,
        String elementId,
        Map<String, String> parameters,
        boolean bom,
        String text) {
    private static final Pattern MESSAGE = Pattern.compile(
            "<(0|[1-9][0-9]{0,2})>1 (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{1,6}Z) ([!-~]{1,255}) ([!-~]{1,48})"
                    + " ([!-~]{1,128}) ([!-~]{1,32}) \\[([!-~&&[^= \\]\"]]{1,32})((?: [!-~&&[^= \\]\"]]{1,32}=\"(?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*\")*)\\] (.*)",
            Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile(" ([^=]+)=\"((?:[^\"\\\\\\]]|\\\\.)*)\"", Pattern.DOTALL);

    public static Parsed5424 of(byte[] octets) {
        String whole = utf8(octets);
        Matcher m = MESSAGE.matcher(whole);
        if (!m.matches()) {
            throw new AssertionError("not RFC 5424: " + whole);
        }
        var parameters = new LinkedHashMap<String, String>();
        Matcher p = PARAMETER.matcher(m.group(8));
        while (p.find()) {
            String before = parameters.put(p.group(1), p.group(2).replaceAll("\\\\(.)", "$1"));
            if (before != null) {
                throw new AssertionError("parameter twice: " + p.group(1));
            }
        }
        String text = m.group(9);
        boolean bom = text.startsWith("\ufeff");
        return new Parsed5424(
                Integer.parseInt(m.group(1)),
                m.group(2),
                m.group(3),
                m.group(4),
                m.group(5),
                m.group(6),
                m.group(7),
                parameters,
                bom,
                bom ? text.substring(1) : text);
    }

    private static String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }
}
