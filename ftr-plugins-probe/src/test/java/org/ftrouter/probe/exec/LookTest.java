// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookTest {

    @Test
    void oneLookServesAllWhoAskedBeforeItBegan() throws IOException {
        long asked = System.nanoTime();
        Look look = Look.since(asked);

        assertThat(Look.since(asked)).isSameAs(look);
        assertThat(Look.now()).isNotSameAs(look);
    }

    @Test
    void whatOnlyBearsTheMarkIsFoundAndWhatBearsAnotherIsNot() throws Exception {
        var builder = new ProcessBuilder("sleep", "300");
        builder.environment().put(Session.MARK, "one");
        Process process = builder.start();
        try {
            assertThat(Look.now().of(Long.MAX_VALUE, Session.MARK + "=one")).isEqualTo(Set.of(process.toHandle()));
            assertThat(Look.now().of(Long.MAX_VALUE, Session.MARK + "=on")).isEmpty();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
