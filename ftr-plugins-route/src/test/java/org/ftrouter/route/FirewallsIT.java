// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the other tests cover: none is left out because a machine lacks a tool, all of that tool fail instead. */
class FirewallsIT {

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void theMachineHasTheFirewall(Firewall firewall) throws Exception {
        try (var ns = new Netns()) {
            for (String program : firewall.programs()) {
                assertThat(ns.run(program + " --version"))
                        .as("%s is needed, or our rules for %s stay untested", program, firewall)
                        .isNotBlank();
            }
        }
    }
}
