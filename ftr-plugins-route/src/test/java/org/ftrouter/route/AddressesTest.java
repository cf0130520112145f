// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:0:0:0:0:0:2, 2001:db8::2",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "2001:db8:0:1:2:3:4:5, 2001:db8:0:1:2:3:4:5",
        "10:0:0:100:1:1:1:1, 10::100:1:1:1:1",
    })
    void addressesAreSpeltAsTheFirewallToolsSpellThem(String address, String spelt) throws UnknownHostException {
        assertThat(Addresses.text(InetAddress.getByName(address))).isEqualTo(spelt);
    }
}
