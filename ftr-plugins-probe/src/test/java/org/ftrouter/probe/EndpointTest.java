// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "9.9.9.9:443, 9.9.9.9:443, true",
        "9.9.9.9, 9.9.9.9:53, true",
        "[2620:fe::fe]:443, [2620:fe::fe]:443, true",
        "[2620:fe::fe], [2620:fe::fe]:53, true",
        "2620:fe::fe, [2620:fe::fe]:53, true",
        "www.example.org:853, www.example.org:853, false",
        "www.example.org, www.example.org:53, false",
        "localhost:1, localhost:1, false",
    })
    void aTargetIsAnAddressOrANameWithOrWithoutAPort(String text, String same, boolean address) {
        assertThat(Endpoint.parse(text, 53)).hasValueSatisfying(e -> {
            assertThat(e).hasToString(same);
            assertThat(e.address().isPresent()).isEqualTo(address);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":", ":53", "9.9.9.9:", "9.9.9.9:0", "9.9.9.9:65536", "9.9.9.999", "9.9.9", "1:2", "256.1.1.1:53",
                "[9.9.9.9]:53", "[name]:53", "[::1", "::1]:53", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "a..b",
                        "-a.org",
                "a b", "name:x", "fe80::1%eth0", "12", "a.12", "9.9.9.9\n"
            })
    void anythingElseIsRefusedWithoutLookingANameUp(String text) {
        assertThat(Endpoint.parse(text, 53)).isEmpty();
    }
}
