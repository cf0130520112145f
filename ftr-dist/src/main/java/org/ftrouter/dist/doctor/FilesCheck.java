// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.plugin.PluginInfo;

/** Whether the configuration is valid, what is odd in it, and who can read its secrets or change it; plugins that were refused. */
final class FilesCheck implements Check {
    /** A secret written into the file itself, not the name of a file that holds it. */
    private static final Pattern SECRET = Pattern.compile(
            "(?m)^[^#\\n]*?\\b[\\w-]*(?:password|passphrase|secret|token)\"?\\s*[=:]\\s*[^\\s{\\[]",
            Pattern.CASE_INSENSITIVE);

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException {
        Path file = patient.file();
        if (patient.configuration().isEmpty()) {
            found.accept(Finding.problem(Files.exists(file) ? "config.invalid" : "config.missing", "file", file));
        }
        for (Problem warning : patient.warnings()) {
            boolean hinted = !warning.hint().isEmpty();
            found.accept(Finding.note(
                    hinted ? "config.odd" : "config.warned",
                    "place",
                    warning.place(),
                    "warning",
                    warning.text(),
                    "hint",
                    warning.hint(),
                    "file",
                    file));
        }
        permissions(file, found);
        for (PluginInfo plugin : patient.plugins()) {
            if (plugin.state() == PluginInfo.State.REFUSED) {
                String jar = plugin.jar().map(Path::toString).orElse(plugin.type());
                found.accept(Finding.problem("plugin.refused", "jar", jar, "why", plugin.why()));
            }
        }
    }

    private static void permissions(Path file, Consumer<Finding> found) throws IOException {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (rights.contains(PosixFilePermission.OTHERS_WRITE) || rights.contains(PosixFilePermission.GROUP_WRITE)) {
                found.accept(Finding.problem("config.writable", "file", file, "mode", text(rights)));
            }
            if (rights.contains(PosixFilePermission.OTHERS_READ)
                    && SECRET.matcher(Files.readString(file)).find()) {
                found.accept(Finding.problem("config.readable", "file", file, "mode", text(rights)));
            }
            secrets(file.resolveSibling("secrets"), found);
        } catch (NoSuchFileException e) {
            return; // said already
        }
    }

    private static void secrets(Path folder, Consumer<Finding> found) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
            return; // others do not get at what is in it
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path secret : files.filter(Files::isRegularFile).toList()) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(secret);
                if (rights.contains(PosixFilePermission.OTHERS_READ)) {
                    found.accept(Finding.problem("config.readable", "file", secret, "mode", text(rights)));
                }
            }
        }
    }

    private static String text(Set<PosixFilePermission> rights) {
        return PosixFilePermissions.toString(rights);
    }
}
