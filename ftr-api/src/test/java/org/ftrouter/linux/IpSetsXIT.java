// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.PrivateNetwork;
import org.junit.jupiter.api.Test;

/** Sets of a kind that kernels have had for longest, in a namespace of their own. */
class IpSetsXIT {
    private static final String TYPE = "hash:ip,port";

    @Test
    void setsAreMadeOnceListedAndDestroyed() throws Exception {
        PrivateNetwork.run(() -> {
            try (IpSets sets = IpSets.open()) {
                assertThat(sets.names()).isEmpty();

                sets.create("FTR:one:4", TYPE, Family.IPV4, 1000);
                sets.create("FTR:one:4", TYPE, Family.IPV4, 1000);
                sets.create("0123456789012345678901234567890", TYPE, Family.IPV6, 1000);

                assertThat(sets.names()).containsExactly("0123456789012345678901234567890", "FTR:one:4");
                assertThat(sets.destroy("FTR:one:4")).isTrue();
                assertThat(sets.destroy("FTR:one:4")).isTrue();
                assertThat(sets.names()).containsExactly("0123456789012345678901234567890");
            }
        });
    }

    @Test
    void anotherOfTheSameNameIsRefused() throws Exception {
        PrivateNetwork.run(() -> {
            try (IpSets sets = IpSets.open()) {
                sets.create("FTR:one:4", TYPE, Family.IPV4, 1000);

                assertThatThrownBy(() -> sets.create("FTR:one:4", TYPE, Family.IPV4, 2000))
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(LinuxException.EEXIST))
                        .hasMessageContaining("create set FTR:one:4");
            }
        });
    }

    @Test
    void oneThatARuleNamesStays() throws Exception {
        PrivateNetwork.run(() -> {
            try (IpSets sets = IpSets.open()) {
                sets.create("FTR:one:4", TYPE, Family.IPV4, 1000);
                sh("iptables-legacy -t mangle -A POSTROUTING -j SET --add-set FTR:one:4 src,dst --exist --timeout 9");

                assertThat(sets.destroy("FTR:one:4")).isFalse();
                sh("iptables-legacy -t mangle -F");

                assertThat(sets.destroy("FTR:one:4")).isTrue();
            }
        });
    }

    @Test
    void aTypeThatTheKernelLacksIsKnownToBeMissing() throws Exception {
        PrivateNetwork.run(() -> {
            try (IpSets sets = IpSets.open()) {
                assertThat(sets.knows(TYPE)).isTrue();
                assertThat(sets.knows("hash:ftr")).isFalse();
                assertThatThrownBy(() -> sets.create("FTR:one:4", "hash:ftr", Family.IPV4, 1000))
                        .isInstanceOf(LinuxException.class);
            }
        });
    }
}
