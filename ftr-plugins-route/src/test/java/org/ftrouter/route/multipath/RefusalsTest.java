// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.linux.LinuxException;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Path PATH = TestUplinks.path(TestUplinks.uplink(1), Family.IPV6);
    private final Refusals refusals = new Refusals();

    private RouteException told() {
        return catchThrowableOfType(RouteException.class, () -> refusals.check(Reason.PARTIAL));
    }

    @Test
    void nothingRefusedIsNothingToTell() {
        assertThatCode(() -> refusals.check(Reason.PARTIAL)).doesNotThrowAnyException();
    }

    @Test
    void sysctlsComeWithARemedy() {
        refusals.sysctls(List.of("sysctl a=1 refused"));

        assertThat(told()).hasMessageContainingAll("sysctl a=1 refused", "sysctl = check");
    }

    /** The engine frees connections of dead uplinks, and probes those on a shared wire, once there are the routes. */
    @Test
    void sysctlsAndAFullDiskLeaveRoutesAndRulesWhole() {
        refusals.sysctls(List.of("sysctl a=1 refused"));
        refusals.record("what is ours cannot be recorded");

        assertThat(told().reason()).isEqualTo(Reason.PARTIAL);
        assertThat(told()).hasMessageContaining("cannot be recorded");
        assertThatThrownBy(() -> refusals.check(Reason.PERMISSION))
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PERMISSION));
    }

    @Test
    void everythingIsToldUnderTheGravestReason() {
        refusals.sysctls(List.of("sysctl a=1 refused"));
        refusals.path(PATH, "it is down");
        assertThat(told().reason()).isEqualTo(Reason.PARTIAL);
        refusals.conflict("the place is taken");

        assertThat(told().reason()).isEqualTo(Reason.CONFLICT);
        assertThat(told()).hasMessageContainingAll("uplink u1/IPv6 is left out: it is down", "taken", "a=1");
    }

    @Test
    void aMissingRightEndsTheWork() {
        var refused = new LinuxException("add route", "default", LinuxException.EPERM);

        assertThatThrownBy(() -> refusals.path(PATH, refused)).isSameAs(refused);
        assertThatThrownBy(() -> refusals.other(refused)).isSameAs(refused);
    }
}
