// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private final Arguments arguments;
    private final String language;
    private final Duration limit;
    private final System.Logger logger;
    private final Set<Occasion> done = new HashSet<>();
    private String underWay = "";

    /** What stands behind the words of a command. */
    enum Arguments {
        NONE,
        FOOLSM
    }

    ExecNotifier(
            Map<Occasion, List<String>> commands,
            Arguments arguments,
            String language,
            Duration limit,
            System.Logger logger) {
        this.commands = commands;
        this.arguments = arguments;
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
            if (command != null && isWanted(occasion, notice) && !done.contains(occasion)) {
                run(complete(command, notice), notice, Duration.ofNanos(end - System.nanoTime()));
                done.add(occasion);
            }
        }
    }

    private boolean isWanted(Occasion occasion, Notice notice) {
        boolean understood = arguments == Arguments.NONE || occasion != Occasion.EVERY || Foolsm.knows(notice);
        return occasion.is(notice) && understood;
    }

    private List<String> complete(List<String> command, Notice notice) {
        if (arguments == Arguments.NONE || !Foolsm.knows(notice)) {
            return command;
        }
        var all = new ArrayList<String>(command);
        all.addAll(Foolsm.arguments(notice));
        return all;
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
