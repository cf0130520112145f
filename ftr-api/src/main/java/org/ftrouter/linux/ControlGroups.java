// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** Control groups of version 2. Rules of a firewall hold on to a group, not to its name: one made anew is another. */
public final class ControlGroups {
    private static final List<Path> ROOTS = List.of(Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup"));

    private ControlGroups() {}

    /** What tells the group at a path from others that have been there or will be; empty if there is none now. */
    public static Optional<Object> identity(String path) {
        for (Path root : ROOTS) {
            try {
                if (Files.exists(root.resolve("cgroup.controllers"))) {
                    var attributes = Files.readAttributes(root.resolve(path), BasicFileAttributes.class);
                    return attributes.isDirectory() ? Optional.ofNullable(attributes.fileKey()) : Optional.empty();
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
