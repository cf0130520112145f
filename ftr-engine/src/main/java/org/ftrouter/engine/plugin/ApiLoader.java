// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.util.List;

/**
 * The parent of every plugin jar's class loader: shows the JDK, the plugin API and JNA (a native library can be loaded
 * by one class loader only), and nothing else of the engine's class path, resources included.
 */
final class ApiLoader extends ClassLoader {
    private static final List<String> SHARED =
            List.of("org.ftrouter.api.", "org.ftrouter.linux.", "com.sun.jna.", "org.jspecify.");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader engine;

    ApiLoader(ClassLoader engine) {
        super(ClassLoader.getPlatformClassLoader());
        this.engine = engine;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return engine.loadClass(name);
        }
        throw new ClassNotFoundException(name + " (a plugin sees the JDK, the plugin API and its own jars)");
    }
}
