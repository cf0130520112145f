// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.notify.NoticeJson;

/** Runs the commands whose occasion a notice is. If one of them fails, a repeated attempt leaves out those that did not. */
final class ExecNotifier implements Notifier {
    private final Map<Occasion, List<String>> commands;
    private final String language;
    private final Duration limit;
    private final System.Logger logger;
    private final Set<Occasion> done = new HashSet<>();
    private String underWay = "";

    ExecNotifier(Map<Occasion, List<String>> commands, String language, Duration limit, System.Logger logger) {
        this.commands = commands;
        this.language = language;
        this.limit = limit;
        this.logger = logger;
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        if (!underWay.equals(notice.id())) {
            underWay = notice.id();
            done.clear();
        }
        long end = System.nanoTime() + limit.toNanos();
        for (Occasion occasion : Occasion.values()) {
            List<String> command = commands.get(occasion);
            if (command != null && occasion.is(notice) && !done.contains(occasion)) {
                run(command, notice, Duration.ofNanos(end - System.nanoTime()));
                done.add(occasion);
            }
        }
    }

    private void run(List<String> command, Notice notice, Duration left) throws NotifyException, InterruptedException {
        Instant now = Instant.now();
        byte[] json = (NoticeJson.of(notice, language, now) + "\n").getBytes(StandardCharsets.UTF_8);
        Map<String, String> environment = Variables.of(notice, language, now, System.getenv());
        String said = new Program(command, environment, limit).run(json, left);
        if (!said.isEmpty()) {
            logger.log(System.Logger.Level.INFO, "{0}: {1}", command.get(0), said);
        }
    }

    @Override
    public boolean forPeople() {
        return false;
    }

    @Override
    public String toString() {
        return "exec of " + commands.size() + " commands";
    }
}
