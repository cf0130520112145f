// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void faultsAreTypedInSmallLetters() {
        assertThat(Fault.of("blackhole", 0)).isEqualTo(Fault.BLACKHOLE).hasToString("blackhole");
        assertThat(Fault.of("loss", 2.5)).isEqualTo(Fault.loss(2.5)).hasToString("loss 2.5");
    }

    @Test
    void anUnknownFaultIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Fault.of("fire", 0))
                .hasMessage("no fault fire: carrier, blackhole, blackhole4, blackhole6, gateway or loss");
    }

    @Test
    void onlyLossHasAPercentage() {
        assertThatThrownBy(() -> Fault.of("loss", 0)).hasMessageContaining("loss takes more than 0");
        assertThatThrownBy(() -> Fault.of("loss", 101)).hasMessageContaining("up to 100");
        assertThatThrownBy(() -> Fault.of("carrier", 3)).hasMessageContaining("the others none");
    }

    @Test
    void namesThatCouldConfuseAProgramAreRefused() {
        assertThatThrownBy(() -> new LabUplink(1, "a b", 1, 1, false)).hasMessageContaining("uplink name a b");
        assertThatThrownBy(() -> new LabUplink(0, "a", 1, 1, false)).hasMessageContaining("from 1 to 99");
        assertThatThrownBy(() -> Lab.builder().name("a-b").build()).hasMessageContaining("lab name a-b");
        assertThatThrownBy(
                        () -> Lab.builder().uplink("a", 1, 1).uplink("a", 1, 1).build())
                .hasMessageContaining("two uplinks are called a");
    }

    @Test
    void aLabIsReadBackFromItsFileAsItWasWritten() {
        var uplinks = List.of(new LabUplink(1, "fibre", 3, 1, false), new LabUplink(2, "lte", 1, 2, true));
        var spec = new LabSpec(
                "one", uplinks, true, false, java.nio.file.Path.of("/opt/my ftr/bin/ftr"), Set.of(Family.values()));

        assertThat(LabFile.spec("one", LabFile.lines(spec))).isEqualTo(spec);
        assertThat(LabFile.isOrphan(LabFile.lines(spec))).isFalse();
        assertThat(LabFile.isOrphan(List.of("owner 1 99999999"))).isTrue();
        assertThat(LabFile.isOrphan(List.of("owner nobody"))).isFalse();
    }
}
