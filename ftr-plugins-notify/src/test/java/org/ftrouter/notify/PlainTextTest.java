// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void aLineHasNothingThatEndsItOrSteersATerminal() {
        assertThat(PlainText.line("a\r\nb\u0000c\u001b[1md\u0085e\u2028f\u202eg\ud800h\u007f", 100))
                .isEqualTo("a  b c [1md e f g h ");
    }

    @Test
    void aLineIsCutBetweenCodePoints() {
        assertThat(PlainText.line("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2)).isEqualTo("\uD83D\uDE00\uD83D\uDE00");
    }

    @Test
    void linesEndWithOneKindOfLineEnd() {
        assertThat(PlainText.lines("a\r\nb\rc\n\td\u0000\u001be")).isEqualTo("a\nb\nc\n\tde\n");
        assertThat(PlainText.lines("")).isEqualTo("\n");
        assertThat(PlainText.lines("a\n")).isEqualTo("a\n");
    }

    @Test
    void aWordIsPrintableAscii() {
        assertThat(PlainText.word("gw 1.è\n~", 20)).isEqualTo("gw_1.__~");
    }
}
