// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.junit.jupiter.api.Test;

class NoticeJsonTest {
    private final Random random = new Random(11);

    /** Any characters that can stand in a file in UTF-8: quotes, controls, line separators, pairs, tags. */
    private String hostile() {
        String parts = "\"\\{}[]:,'<>&/\u0000\u0001\u001f\u007f\u0085\u2028\u2029\ufeff\ufffd\n\r\tàè€";
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x1f600 + random.nextInt(64));
            } else {
                text.append(parts.charAt(random.nextInt(parts.length())));
            }
        }
        return text.toString();
    }

    private Notice any() {
        var fields = new LinkedHashMap<String, String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            fields.put(hostile(), hostile());
        }
        return new Notice(
                hostile(),
                hostile(),
                hostile(),
                hostile(),
                List.of(Severity.values()).get(random.nextInt(Severity.values().length)),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                hostile(),
                random.nextBoolean() ? Optional.of(hostile()) : Optional.empty(),
                fields,
                Map.of("en", new Notice.Text(hostile(), hostile()), hostile() + "x", new Notice.Text("", hostile())));
    }

    @Test
    void whatIsWrittenIsReadBackWhateverItHolds() {
        for (int i = 0; i < 3000; i++) {
            Notice notice = any();
            String json = NoticeJson.write(notice);

            assertThat(NoticeJson.read(json)).contains(notice);
            assertThat(json).doesNotContain("\n", "\r", "\u2028");
        }
    }

    @Test
    void fieldsKeepTheirOrder() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("z", "1");
        fields.put("a", "2");

        Notice back =
                NoticeJson.read(NoticeJson.write(Notices.of("1", "t", fields))).orElseThrow();

        assertThat(back.fields().keySet()).containsExactly("z", "a");
    }

    @Test
    void damagedTextIsNoNoticeAndNoError() {
        String whole = NoticeJson.write(Notices.number(7));
        for (int cut = 0; cut < whole.length(); cut++) {
            assertThat(NoticeJson.read(whole.substring(0, cut))).isEmpty();
        }
        for (int i = 0; i < 5000; i++) {
            var broken = new StringBuilder(whole);
            for (int k = 0; k < 3; k++) {
                broken.setCharAt(random.nextInt(broken.length()), "{}[]\",:0n\u0000x".charAt(random.nextInt(11)));
            }
            NoticeJson.read(broken.toString()); // must not throw
        }
    }

    @Test
    void otherJsonIsNoNotice() {
        for (String other : new String[] {"", "null", "1", "[]", "{}", "\"x\"", "{\"id\":null}", "{\"id\":[]}"}) {
            assertThat(NoticeJson.read(other)).as(other).isEmpty();
        }
        assertThat(NoticeJson.read(NoticeJson.write(Notices.number(1)).replace("\"en\"", "\"de\"")))
                .as("without English")
                .isEmpty();
    }
}
