// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** Reads HOCON. A class of its own, so that tests that do without need not have the library. */
final class Hocon {
    private Hocon() {}

    static Map<String, Object> values(String text) {
        try {
            return ConfigFactory.parseString(text).resolve().root().unwrapped();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
