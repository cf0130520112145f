// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ftrouter.api.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, also after a restart, that a firewall backend wrote the rules that bear our names: an administrator may have
 * loaded the same by hand, and those are not ours to take away. One thread at a time.
 */
public final class Authorship {
    private final PluginContext context;
    private @Nullable String known;
    private boolean complained;

    /** Remembered in the plugin's state folder. */
    public Authorship(PluginContext context) {
        this.context = context;
    }

    /** We are about to write rules, with that tool. */
    public void claim(String tool) {
        if (tool.equals(known)) {
            return;
        }
        try {
            Files.writeString(file(), tool);
            known = tool;
        } catch (IOException | UncheckedIOException e) {
            complain(e);
        }
    }

    /** The tool that we wrote rules with; empty if we wrote none. */
    public Optional<String> claimed() {
        try {
            return Optional.of(Files.readString(file()).strip());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** What stands is not ours, or nothing stands. */
    public void disclaim() {
        known = null;
        try {
            Files.deleteIfExists(file());
        } catch (IOException | UncheckedIOException e) {
            complain(e);
        }
    }

    private void complain(Exception why) {
        if (!complained) {
            complained = true;
            context.logger()
                    .log(
                            System.Logger.Level.WARNING,
                            "it cannot be remembered whose rules these are, so they stay if another backend takes the"
                                    + " place of this one: {0}",
                            why.toString());
        }
    }

    private Path file() {
        return context.stateFolder().resolve("written-with");
    }
}
