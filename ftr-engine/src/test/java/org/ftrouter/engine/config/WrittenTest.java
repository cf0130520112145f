// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class WrittenTest {
    private static final String BEFORE = """
            uplinks { fibre { interface = eth1, weight = 2 }, adsl { interface = eth2 } }
            pins { voip { to = [ 192.0.2.0/24 ], via = [ fibre ] } }
            notify = [ { type = email, smtp { password = hunter2 } } ]
            """;

    private static Written written(String text) {
        return new Written(ConfigFactory.parseString(text).root());
    }

    private static Written.Changes changes(String after) {
        return written(BEFORE).changesTo(written(after));
    }

    @Test
    void orderCommentsAndSpacesAreNoChange() {
        assertThat(changes("""
                        # the same
                        notify = [ { smtp.password = "hunter2", type = email } ]
                        pins.voip { via = [fibre], to = [ 192.0.2.0/24 ] }
                        uplinks { adsl { interface = eth2 }, fibre { weight = 2, interface = eth1 } }
                        """)).matches(Written.Changes::isEmpty);
    }

    @Test
    void keysAreNamedAndValuesAreNot() {
        Written.Changes changes = changes(BEFORE.replace("weight = 2", "weight = 3")
                .replace("adsl", "lte")
                .replace("hunter2", "hunter3")
                .replaceAll("pins .*", "mode = observe"));

        assertThat(changes.changed()).containsExactly("notify", "uplinks.fibre.weight");
        assertThat(changes.added()).containsExactly("mode", "uplinks.lte");
        assertThat(changes.removed()).containsExactly("pins", "uplinks.adsl");
        assertThat(changes.toString()).doesNotContain("hunter");
    }

    @Test
    void itIsNeverPrinted() {
        assertThat(written(BEFORE).toString()).doesNotContain("hunter2");
    }
}
