// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.simulate.Replay;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/** Changes of the default route, then and under other settings, with their moments. */
final class ReplayScreen {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .toFormatter(Locale.ROOT);
    private static final int MOST = 40;
    private static final int WIDEST = 80;

    private final Terminal terminal;

    ReplayScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    void head(Path folder, Duration covered, long questions) {
        Messages messages = Messages.of(terminal.texts().language());
        terminal.say(
                "replay.head", "folder", folder, "covered", Words.duration(messages, covered), "questions", questions);
    }

    void then(List<Replay.Change> changes) {
        list("replay.then", "", changes);
    }

    void with(Path file, List<Replay.Change> changes) {
        list("replay.with", file.toString(), changes);
    }

    private void list(String key, String file, List<Replay.Change> changes) {
        terminal.out().println();
        terminal.say(key, "file", file, "changes", changes.size());
        changes.stream().limit(MOST).forEach(this::line);
        if (changes.size() > MOST) {
            terminal.out().println("  " + terminal.texts().get("replay.more", "changes", changes.size() - MOST));
        }
    }

    private void line(Replay.Change change) {
        String time = TIME.format(Instant.ofEpochMilli(change.at()).atZone(ZoneId.systemDefault()));
        String line = "  " + time + "  " + names(change.from()) + " -> " + names(change.to());
        terminal.out().println(line.length() <= WIDEST ? line : "  " + time + "  -> " + names(change.to()));
    }

    private String names(List<PathId> members) {
        return members.isEmpty()
                ? terminal.texts().get("status.nobody")
                : members.stream().map(PathId::toString).collect(Collectors.joining(", "));
    }
}
