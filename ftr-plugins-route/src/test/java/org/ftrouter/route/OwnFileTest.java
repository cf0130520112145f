// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.route.iptables.IptablesBackendFactory;
import org.ftrouter.route.nftables.NftablesBackendFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFileTest {
    @TempDir
    Path temp;

    @Test
    void aFileThatCannotBeReadIsRefusedInWords() throws IOException {
        Path latin = Files.write(temp.resolve("latin"), new byte[] {'#', (byte) 0xe9});

        for (RouteBackendFactory factory : List.of(new IptablesBackendFactory(), new NftablesBackendFactory())) {
            refuses(factory, temp.resolve("none"), "there is no such file");
            refuses(factory, latin, "this is not UTF-8 text");
            refuses(factory, temp, "Is a directory");
        }
    }

    private void refuses(RouteBackendFactory factory, Path file, String why) {
        assertThatThrownBy(() -> {
                    try (var backend = factory.create(TestSettings.of(), new TestContext(temp))) {
                        backend.check(Plans.plan(Plans.LAN, Plans.fibre()), file);
                    }
                })
                .isInstanceOf(RouteException.class)
                .hasMessage(file + ": " + why);
    }
}
