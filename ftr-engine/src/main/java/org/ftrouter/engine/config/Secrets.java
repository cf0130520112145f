// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Secret;

/** Finds the secrets that settings name. */
final class Secrets {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final int MOST_BYTES = 64 * 1024;

    private final HoconSettings settings;
    private final Reading reading;

    Secrets(HoconSettings settings, Reading reading) {
        this.settings = settings;
        this.reading = reading;
    }

    /** The secret of a key; see {@link org.ftrouter.api.Settings#secret}. */
    Optional<Secret> find(String key) {
        String fileKey = key + "-file";
        String name = settings.string(fileKey, "");
        String literal = settings.string(key, "");
        if (!name.isEmpty() && !literal.isEmpty()) {
            settings.error(
                    key, "C303", "'" + key + "' and '" + fileKey + "' exclude each other", "keep '" + fileKey + "'");
            return Optional.empty();
        }
        if (!literal.isEmpty()) {
            String hint = "put it into a file and write " + fileKey + " = NAME";
            settings.warning(key, "C302", "'" + settings.named(key) + "' is a secret in plain sight", hint);
            return Optional.of(new Secret(literal));
        }
        return name.isEmpty() ? Optional.empty() : read(fileKey, name);
    }

    private Optional<Secret> read(String fileKey, String name) {
        if (name.indexOf(0) >= 0) {
            settings.error(fileKey, "C301", "'" + settings.named(fileKey) + "' is not the name of a file", "");
            return Optional.empty();
        }
        Path file = locate(name);
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == 0 || bytes.length > MOST_BYTES) {
                settings.error(fileKey, "C301", "secret file '" + file + "' is empty or too large", "");
                return Optional.empty();
            }
            checkRights(fileKey, file);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return Optional.of(new Secret(text.replaceFirst("\\r?\\n\\z", "")));
        } catch (IOException e) {
            String hint = "make it, readable only by the user the daemon runs as";
            settings.error(fileKey, "C301", "secret file '" + file + "' cannot be read", hint);
            return Optional.empty();
        }
    }

    private Path locate(String name) {
        String credentials = reading.environment().get("CREDENTIALS_DIRECTORY");
        if (credentials != null && Files.exists(Path.of(credentials).resolve(name))) {
            return Path.of(credentials).resolve(name);
        }
        return reading.folder().resolve("secrets").resolve(name);
    }

    private void checkRights(String fileKey, Path file) throws IOException {
        String credentials = reading.environment().get("CREDENTIALS_DIRECTORY");
        if (credentials != null && file.startsWith(credentials)) {
            return; // systemd guards that folder
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (OTHERS.stream().anyMatch(rights::contains)) {
            settings.warning(
                    fileKey, "C310", "secret file '" + file + "' is open to other users", "chmod 0600 " + file);
        }
    }
}
