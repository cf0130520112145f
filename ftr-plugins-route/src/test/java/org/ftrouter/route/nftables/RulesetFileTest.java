// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.ftrouter.route.Plans;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.Test;

class RulesetFileTest {

    @Test
    void uplinksOnOneInterfacePrintTheGoldenFile() throws IOException {
        assertThat(new RulesetFile(Plans.oneWire(), false).text()).isEqualTo(golden("one-wire.nft"));
    }

    @Test
    void pinsOfEveryKindPrintTheGoldenFile() throws IOException {
        assertThat(new RulesetFile(PlansWithPins.everyKind(), false).text()).isEqualTo(golden("pins.nft"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream stream = RulesetFileTest.class.getResourceAsStream("/nftables/" + name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
