// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamespaceIT {

    @Test
    void twoNamespacesTalkThroughACableAndNothingElseIsThere() {
        try (var near = TestNamespace.create("near");
                var far = TestNamespace.create("far")) {
            near.cable("up0", List.of("192.0.2.2/24", "2001:db8::2/64"), far, "down0", List.of("192.0.2.1/24"));

            near.run(() -> {
                var server = far.call(() -> new ServerSocket(8080, 1, TestPath.address("192.0.2.1")));
                try (server;
                        var client = new Socket()) {
                    client.connect(new InetSocketAddress("192.0.2.1", 8080), 5000);
                }
            });

            assertThat(near.ip("-o", "link").lines()).hasSize(2);
            assertThat(far.received("down0")).isPositive();
            assertThatThrownBy(() -> near.received("down0")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFailingCommandSaysWhatItPrinted() {
        try (var namespace = TestNamespace.create("a")) {
            assertThatThrownBy(() -> namespace.ip("link", "set", "none0", "up"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("none0");
        }
    }
}
