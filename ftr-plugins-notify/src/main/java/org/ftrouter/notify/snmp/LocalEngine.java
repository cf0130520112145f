// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Our engine id and how often we have started, which SNMPv3 receivers check (RFC 3414, 2.2): a notice with an older count
 * is a replay to them. Kept in a file; without it a new id is made, which is a new sender to them.
 *
 * @param id the engine id in hexadecimal digits
 * @param boots how often it has started
 */
record LocalEngine(String id, int boots) {
    private static final String PREFIX = "80007ed905"; // 32473 and "octets follow"

    /** Counts one start and remembers it. */
    static LocalEngine started(Path folder) throws IOException {
        Path file = folder.resolve("engine");
        LocalEngine last = read(file);
        var now = new LocalEngine(last.id, last.boots + 1);
        Path part = Files.writeString(folder.resolve("engine.part"), now.id + "\n" + now.boots + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return now;
    }

    /** Whether nobody has counted a start since, as far as the file tells. */
    boolean isLatest(Path folder) {
        try {
            Path file = folder.resolve("engine");
            return !Files.exists(file) || equals(read(file));
        } catch (IOException e) {
            return true;
        }
    }

    private static LocalEngine read(Path file) throws IOException {
        if (Files.exists(file)) {
            List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.size() == 2
                    && lines.get(0).matches("(?:[0-9a-f]{2}){5,32}")
                    && lines.get(1).matches("[0-9]{1,9}")) {
                return new LocalEngine(lines.get(0), Integer.parseInt(lines.get(1)));
            }
        }
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return new LocalEngine(PREFIX + HexFormat.of().formatHex(random), 0);
    }
}
