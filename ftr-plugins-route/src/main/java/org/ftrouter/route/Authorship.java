// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ftrouter.api.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, also after a restart, with which tools a firewall backend wrote the rules that bear our names: an
 * administrator may have loaded the same by hand, and those are not ours to take away. One thread at a time.
 */
public final class Authorship {
    private final PluginContext context;
    private @Nullable Set<String> known;
    private boolean complained;

    /** Remembered in the plugin's state folder. */
    public Authorship(PluginContext context) {
        this.context = context;
    }

    /** We are about to write rules, with that tool; what others wrote may stand besides. */
    public void claim(String tool) {
        Set<String> tools = known;
        if (tools != null && tools.contains(tool)) {
            return;
        }
        var all = new TreeSet<>(claimed());
        if (all.add(tool)) {
            write(all);
        } else {
            known = all;
        }
    }

    /** Nothing stands any more of what was written with that tool. */
    public void disown(String tool) {
        var rest = new TreeSet<>(claimed());
        if (rest.remove(tool)) {
            write(rest);
        }
    }

    /** The tools that we wrote rules with; none if we wrote none. */
    public Set<String> claimed() {
        try {
            return Files.readString(file())
                    .lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty())
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            return Set.of();
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

    /** Whenever we are killed in this, the one or the other set is remembered. */
    private void write(Set<String> tools) {
        known = null;
        try {
            Path file = file();
            Path next = file.resolveSibling("written-with.new");
            Files.writeString(next, String.join("\n", tools) + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            known = tools;
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
