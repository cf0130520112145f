// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `a\n\t# b\n\t\tc` | `a\nc` | comments
            `elements = { "eth1",\n\t\t\t     "eth0" }` | `elements = { "eth0", "eth1" }` | order in braces
            `hook prerouting priority 0; policy accept;` | `hook prerouting priority 0;` | the usual policy
            """)
    void spellingsOfTheSameAreTheSame(String one, String other, String what) {
        String left = one.translateEscapes();
        String right = other.translateEscapes();

        assertThat(Listing.normal(left)).as(what).isEqualTo(Listing.normal(right));
    }

    @ParameterizedTest
    @CsvSource({
        "ct mark set ct mark & 0xffff00ff | 0x00000100, ct mark set ct mark & 0xffff01ff | 0x00000100, true",
        "ct mark set ct mark & 0xffff00ff | 0x00000100, ct mark set ct mark & 0xffff00ff | 0x00000300, false",
        "ct mark set ct mark & 0xffff00ff | 0x00000100, ct mark set ct mark & 0xffff10ff | 0x00000100, false",
        "policy accept;, policy drop;, false",
    })
    void masksAreComparedByWhatTheyDo(String one, String other, boolean same) {
        assertThat(Listing.normal(one).equals(Listing.normal(other))).isEqualTo(same);
    }
}
