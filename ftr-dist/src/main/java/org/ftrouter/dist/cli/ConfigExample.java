// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Example configurations, with comments in the reader's language. */
final class ConfigExample {
    private ConfigExample() {}

    /** In our own form. */
    static String hocon(Texts texts) throws IOException {
        return resource("example_" + texts.language() + ".conf");
    }

    /** In the form of the Ruby program. */
    static String yaml(Texts texts) throws IOException {
        return resource("example_" + texts.language() + ".yml");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ConfigExample.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
