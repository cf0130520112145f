// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers in the lab's folder which fault a provider has, for whichever process asks next. */
final class FaultFile {
    private FaultFile() {}

    /** The provider's fault in words, or nothing. */
    static Optional<String> read(Host provider) throws LabException {
        Path file = file(provider);
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file)).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw new LabException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Notes a fault; an empty text notes that there is none. */
    static void write(Host provider, String fault) throws LabException {
        try {
            Files.writeString(file(provider), fault);
        } catch (IOException e) {
            throw new LabException("cannot write " + file(provider) + ": " + e.getMessage(), e);
        }
    }

    private static Path file(Host provider) {
        return provider.folder().resolve("fault-" + provider.role());
    }
}
