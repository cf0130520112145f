// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObeyedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "\t",
                "\n",
                "\r",
                "\u001b",
                "\u007f", // C0 and DEL
                "\u0080",
                "\u0085",
                "\u009b", // C1: the last one begins an order to a terminal
                "\u00ad",
                "\u200b",
                "\u200f",
                "\u202e",
                "\u2066",
                "\ufeff",
                "\udb40\udc41", // invisible, or reversing
                "\u2028",
                "\u2029", // ends of lines and paragraphs
                "\ud83d",
                "\ude80" // halves
            })
    void whatIsObeyedIsMarked(String obeyed) {
        assertThat(Obeyed.marked("a" + obeyed + "b")).isEqualTo("a?b");
    }

    @Test
    void whatIsShownStays() {
        String shown = " d\u00e9p\u00f4t \u6771\u4eac \u05d0 \u00a0~\ud83d\ude80?";

        assertThat(Obeyed.marked(shown)).isEqualTo(shown);
    }
}
